namespace Mesh.Protocols.Http1;

/// <summary>One header line as it stands in the head: its bytes, order and case are kept.</summary>
public readonly record struct Http1Field(ByteRange Name, ByteRange Value, Http1KnownField Known)
{
    /// <summary>The whole line, CRLF included.</summary>
    public ByteRange Line { get; init; }
}
