namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// A decoded field, in the bytes that HTTP/1.1 has for it: <c>name: value CRLF</c>. The tables hold their entries like that, so that a
/// field gets from a table into a head by one copy.
/// </summary>
readonly ref struct HpackField(ReadOnlySpan<byte> line, int nameLength, Http2FieldTraits traits, bool isNeverIndexed)
{
    /// <summary>Length of a line beyond its name and value.</summary>
    public const int LineOverhead = 4;

    /// <summary>Between name and value.</summary>
    public const int SeparatorLength = 2;

    public readonly ReadOnlySpan<byte> Line = line;

    public readonly int NameLength = nameLength;

    public readonly Http2FieldTraits Traits = traits;

    /// <summary>Must be sent on as it came: not compressible by reference (RFC 7541 section 7.1.3).</summary>
    public readonly bool IsNeverIndexed = isNeverIndexed;

    public int ValueLength => Line.Length - NameLength - LineOverhead;

    public ReadOnlySpan<byte> Name => Line[..NameLength];

    public ReadOnlySpan<byte> Value => Line.Slice(NameLength + SeparatorLength, ValueLength);
}
