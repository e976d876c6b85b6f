using System.Buffers;
using System.Text;

namespace Mesh.Proxy.Filters;

/// <summary>Bytes of a path being made, in a pooled array.</summary>
struct RegexOutput(int expected)
{
    byte[] bytes = ArrayPool<byte>.Shared.Rent(Math.Max(expected, 64) * 2);
    int length;

    public readonly ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public void Append(ReadOnlySpan<char> latin1)
    {
        Grow(latin1.Length);
        length += Encoding.Latin1.GetBytes(latin1, bytes.AsSpan(length));
    }

    public void Append(ReadOnlySpan<byte> value)
    {
        Grow(value.Length);
        value.CopyTo(bytes.AsSpan(length));
        length += value.Length;
    }

    public readonly void Return() => ArrayPool<byte>.Shared.Return(bytes);

    void Grow(int more)
    {
        if (bytes.Length - length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent((length + more) * 2);
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
