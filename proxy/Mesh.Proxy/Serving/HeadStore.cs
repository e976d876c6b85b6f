using System.Buffers;
using Mesh.Transport;

namespace Mesh.Proxy.Serving;

/// <summary>
/// Keeps what must outlive the input it was read from: the heads of one exchange, and a small request body that may have to be sent twice. Nearly all of them
/// fit into an array that stays with the store, as warm as the store itself; then comes a block of the loop, then an array for what is larger still.
/// </summary>
sealed class HeadStore(BufferPool pool)
{
    const int SmallSize = 4096;

    readonly byte[] small = GC.AllocateUninitializedArray<byte>(SmallSize);
    readonly List<byte[]> large = [];
    BufferBlock? block;
    int usedSmall;
    int usedBlock;

    /// <summary>What can be kept without an array of its own.</summary>
    public int Free => Math.Max(SmallSize - usedSmall, pool.BlockSize - usedBlock);

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
        usedSmall = 0;
        if (block is not null)
        {
            pool.TakeBack(block);
            block = null;
            usedBlock = 0;
        }

        if (large.Count > 0)
        {
            ReleaseLarge();
        }
    }

    Memory<byte> Reserve(int length)
    {
        if (length > SmallSize - usedSmall)
        {
            return ReserveMore(length);
        }

        usedSmall += length;
        return small.AsMemory(usedSmall - length, length);
    }

    Memory<byte> ReserveMore(int length)
    {
        if (length > pool.BlockSize - usedBlock)
        {
            var array = ArrayPool<byte>.Shared.Rent(length);
            large.Add(array);
            return array.AsMemory(0, length);
        }

        block ??= pool.Rent();
        usedBlock += length;
        return block.Array.AsMemory(usedBlock - length, length);
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
