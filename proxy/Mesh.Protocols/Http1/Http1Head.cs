namespace Mesh.Protocols.Http1;

/// <summary>
/// Where everything stands in the bytes of one message head. Made once per connection and filled again for each message by
/// <c>Http1RequestParser</c> or <c>Http1ResponseParser</c>; it holds offsets only, never the bytes, so the same index serves wherever the
/// head's bytes are.
/// </summary>
public sealed class Http1Head
{
    readonly Http1Field[] fields;

    public Http1Head(Http1Limits limits) => fields = new Http1Field[limits.MaxFields];

    /// <summary>Bytes of the head to consume, from the first byte given to the parser up to and with the empty line that ends it.</summary>
    public int Length { get; internal set; }

    /// <summary>
    /// Where the start line begins: 0 unless a client sent empty lines before it (RFC 9112 section 2.2). Every range counts from the first
    /// byte given to the parser, so bytes before this one must not be forwarded: the head proper is <see cref="Start"/> to <see
    /// cref="Length"/>.
    /// </summary>
    public int Start { get; internal set; }

    public int FieldCount { get; internal set; }

    public ref readonly Http1Field this[int index] => ref fields[index];

    public ReadOnlySpan<Http1Field> Fields => fields.AsSpan(0, FieldCount);

    // ---- requests

    public Http1Method Method { get; internal set; }

    public ByteRange MethodRange { get; internal set; }

    /// <summary>The whole request target as sent.</summary>
    public ByteRange Target { get; internal set; }

    /// <summary>
    /// Path with query: what is left of <see cref="Target"/> without scheme and authority ("/" may be implied: then empty).
    /// </summary>
    public ByteRange PathAndQuery { get; internal set; }

    /// <summary>Path without query.</summary>
    public ByteRange Path { get; internal set; }

    public Http1TargetForm TargetForm { get; internal set; }

    /// <summary>
    /// Authority: of an absolute-form or CONNECT target, else of Host. Empty if there is none (HTTP/1.0) or Host is empty. Where <see
    /// cref="TargetForm"/> is Absolute it overrides Host, which must then be rewritten before forwarding (RFC 9112 section 3.2.2).
    /// </summary>
    public ByteRange Authority { get; internal set; }

    /// <summary>The value of Host as sent.</summary>
    public ByteRange Host { get; internal set; }

    /// <summary>HTTP/2 only: :scheme was https. HTTP/1 has no word for it in the head.</summary>
    public bool IsHttpsScheme { get; internal set; }

    /// <summary>
    /// HTTP/2 only: an extended CONNECT (RFC 8441) in the form of the GET with Upgrade that it is in HTTP/1.1. <see cref="IsUpgrade"/> is
    /// set too.
    /// </summary>
    public bool IsExtendedConnect { get; internal set; }

    // ---- responses

    public int StatusCode { get; internal set; }

    public ByteRange Reason { get; internal set; }

    // ---- both

    /// <summary>0 or 1.</summary>
    public int MinorVersion { get; internal set; }

    public Http1BodyKind BodyKind { get; internal set; }

    /// <summary>
    /// What Content-Length says, else 0. More than 0 with <see cref="Http1BodyKind.None"/> in responses to HEAD and in 304; the kind is
    /// never <see cref="Http1BodyKind.ContentLength"/> with 0, it is None then.
    /// </summary>
    public long ContentLength { get; internal set; }

    /// <summary>False: the sender closes (or must be closed) after this message.</summary>
    public bool KeepAlive { get; internal set; }

    /// <summary>Expect: 100-continue in an HTTP/1.1 request with a body; elsewhere it must be ignored (RFC 9110 section 10.1.1).</summary>
    public bool ExpectsContinue { get; internal set; }

    /// <summary>Connection names Upgrade and an Upgrade field is there, in HTTP/1.1.</summary>
    public bool IsUpgrade { get; internal set; }

    /// <summary>
    /// Connection names fields besides close, keep-alive and upgrade: those fields are hop-by-hop and must be found by name.
    /// </summary>
    public bool HasConnectionOptions { get; internal set; }

    // ---- the parser's own, kept between calls

    /// <summary>Where the line that is being parsed begins; 0 while the start line is not whole.</summary>
    internal int LineStart { get; set; }

    /// <summary>Where the colon of that line stands; 0 while it was not seen.</summary>
    internal int Colon { get; set; }

    internal Http1Facts Facts;

    internal int Capacity => fields.Length;

    /// <summary>
    /// The caller has checked <see cref="Capacity"/>. Written in place: building the value first and copying it was a tenth of the time of
    /// a parse.
    /// </summary>
    internal void Add(ByteRange name, ByteRange value, Http1KnownField known, ByteRange line, bool isNeverIndexed = false)
    {
        ref var field = ref fields[FieldCount++];
        field.Name = name;
        field.Value = value;
        field.Line = line;
        field.Known = known;
        field.IsNeverIndexed = isNeverIndexed;
        HasNeverIndexed |= isNeverIndexed;
    }

    /// <summary>HTTP/2 only: one of its fields at least came so that no hop may keep it in a table (RFC 7541 section 7.1.3).</summary>
    public bool HasNeverIndexed { get; internal set; }

    /// <summary>For a field whose value grows after it was added.</summary>
    internal ref Http1Field FieldAt(int index) => ref fields[index];

    internal void Reset()
    {
        Length = Start = FieldCount = LineStart = Colon = 0;
        Method = Http1Method.Other;
        MethodRange = Target = PathAndQuery = Path = Authority = Host = Reason = default;
        TargetForm = Http1TargetForm.Origin;
        StatusCode = MinorVersion = 0;
        BodyKind = Http1BodyKind.None;
        ContentLength = 0;
        KeepAlive = ExpectsContinue = IsUpgrade = HasConnectionOptions = IsHttpsScheme = IsExtendedConnect = HasNeverIndexed = false;
        Facts = default;
    }

    /// <summary>Index of the first field of a kind, or -1.</summary>
    public int IndexOf(Http1KnownField known)
    {
        for (var i = 0; i < FieldCount; i++)
        {
            if (fields[i].Known == known)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// True if a Connection field names this field, which then ends at this hop (RFC 9110 section 7.6.1). Ask only if <see
    /// cref="HasConnectionOptions"/>.
    /// </summary>
    public bool IsConnectionOption(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var field in Fields)
        {
            if (field.Known == Http1KnownField.Connection && new Http1List(field.Value.Of(bytes)).ContainsIgnoreCase(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True if the upgrade asks for this protocol and no other. "websocket, h2c" is not an upgrade to websocket: a server that chose h2c
    /// would carry requests past every policy, through what the proxy takes for a tunnel.
    /// </summary>
    public bool UpgradesOnlyTo(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> protocol)
    {
        if (!IsUpgrade)
        {
            return false;
        }

        foreach (ref readonly var field in Fields)
        {
            if (field.Known == Http1KnownField.Upgrade && !Http1Grammar.EqualsIgnoreCase(field.Value.Of(bytes), protocol))
            {
                return false;
            }
        }

        return true;
    }
}
