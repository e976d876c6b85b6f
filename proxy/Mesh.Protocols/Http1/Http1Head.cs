namespace Mesh.Protocols.Http1;

/// <summary>
/// Where everything stands in the bytes of one message head. Made once per connection and filled again for each message by <c>Http1RequestParser</c> or
/// <c>Http1ResponseParser</c>; it holds offsets only, never the bytes, so the same index serves wherever the head's bytes are.
/// </summary>
public sealed class Http1Head
{
    readonly Http1Field[] fields;

    public Http1Head(Http1Limits limits) => fields = new Http1Field[limits.MaxFields];

    /// <summary>Bytes of the head, with the empty line that ends it. Leading empty lines that were skipped are counted by the parser, not here.</summary>
    public int Length { get; internal set; }

    public int FieldCount { get; internal set; }

    public ref readonly Http1Field this[int index] => ref fields[index];

    public ReadOnlySpan<Http1Field> Fields => fields.AsSpan(0, FieldCount);

    // ---- requests

    public Http1Method Method { get; internal set; }

    public ByteRange MethodRange { get; internal set; }

    /// <summary>The whole request target as sent.</summary>
    public ByteRange Target { get; internal set; }

    /// <summary>Path with query: what is left of <see cref="Target"/> without scheme and authority ("/" may be implied: then empty).</summary>
    public ByteRange PathAndQuery { get; internal set; }

    /// <summary>Path without query.</summary>
    public ByteRange Path { get; internal set; }

    /// <summary>Authority: of an absolute-form or CONNECT target, else of Host. Empty if there is none (HTTP/1.0).</summary>
    public ByteRange Authority { get; internal set; }

    // ---- responses

    public int StatusCode { get; internal set; }

    public ByteRange Reason { get; internal set; }

    // ---- both

    /// <summary>0 or 1.</summary>
    public int MinorVersion { get; internal set; }

    public Http1BodyKind BodyKind { get; internal set; }

    /// <summary>For <see cref="Http1BodyKind.ContentLength"/>.</summary>
    public long ContentLength { get; internal set; }

    /// <summary>False: the sender closes (or must be closed) after this message.</summary>
    public bool KeepAlive { get; internal set; }

    /// <summary>Expect: 100-continue.</summary>
    public bool ExpectsContinue { get; internal set; }

    /// <summary>Connection names Upgrade and an Upgrade field is there.</summary>
    public bool IsUpgrade { get; internal set; }

    /// <summary>Connection names fields besides close, keep-alive and upgrade: those fields are hop-by-hop and must be found by name.</summary>
    public bool HasConnectionOptions { get; internal set; }

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
}
