using System.Buffers;
using Mesh.Transport;

namespace Mesh.Proxy.Serving;

/// <summary>
/// Keeps what must outlive the input it was read from: the heads of one exchange, and a small request body that may have to be sent twice. One block of
/// the loop holds them all; a head that does not fit has an array of its own.
/// </summary>
sealed class HeadStore(BufferPool pool)
{
    readonly List<byte[]> large = [];
    BufferBlock? block;
    int used;

    /// <summary>Bytes that still fit into the block.</summary>
    public int Free => pool.BlockSize - used;

    /// <summary>Copies; the memory is valid until <see cref="Release"/>.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        var memory = Reserve(bytes.Length);
        bytes.CopyTo(memory.Span);
        return memory;
    }

    public ReadOnlyMemory<byte> Keep(in ReadOnlySequence<byte> bytes)
    {
        var memory = Reserve((int)bytes.Length);
        bytes.CopyTo(memory.Span);
        return memory;
    }

    public void Release()
    {
        if (block is not null)
        {
            pool.TakeBack(block);
            block = null;
            used = 0;
        }

        if (large.Count > 0)
        {
            ReleaseLarge();
        }
    }

    Memory<byte> Reserve(int length)
    {
        if (length > Free)
        {
            var array = ArrayPool<byte>.Shared.Rent(length);
            large.Add(array);
            return array.AsMemory(0, length);
        }

        block ??= pool.Rent();
        used += length;
        return block.Array.AsMemory(used - length, length);
    }

    void ReleaseLarge()
    {
        foreach (var array in large)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        large.Clear();
    }
}
