namespace Mesh.Protocols.Http1;

/// <summary>A place in the bytes of a message head.</summary>
public readonly record struct ByteRange(int Start, int Length)
{
    public int End => Start + Length;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> head) => head.Slice(Start, Length);
}
