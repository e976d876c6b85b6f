using System.Buffers;

namespace Mesh.Protocols.Http2.Receiving;

/// <summary>
/// A field block that came in several frames, joined. Its array is rented with the first CONTINUATION and given back with the last: most
/// connections never need one.
/// </summary>
sealed class Http2FieldBlock
{
    byte[]? joined;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => joined.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> fragment)
    {
        if (joined is null || joined.Length - Length < fragment.Length)
        {
            Grow(Length + fragment.Length);
        }

        fragment.CopyTo(joined.AsSpan(Length));
        Length += fragment.Length;
    }

    public void Clear()
    {
        Length = 0;
        if (joined is not null)
        {
            ArrayPool<byte>.Shared.Return(joined);
            joined = null;
        }
    }

    void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, 2 * needed));
        if (joined is not null)
        {
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(joined);
        }

        joined = larger;
    }
}
