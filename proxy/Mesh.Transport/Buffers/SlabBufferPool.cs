using System.Runtime.CompilerServices;

namespace Mesh.Transport.Buffers;

/// <summary>
/// The pool of a loop: pinned blocks, last returned first handed out, so that the hot ones stay in the cache and the cold ones are left to
/// <see cref="Trim"/>. A block's memory is touched only as far as it is filled: large blocks cost small messages nothing.
/// </summary>
public sealed class SlabBufferPool : BufferPool
{
    /// <summary>
    /// With the array's header of 24 bytes, four pages. One block takes a request or response head of any usual size, and a bulk read gathers
    /// into few of them.
    /// </summary>
    public const int DefaultBlockSize = (16 * 1024) - 24;

    /// <summary>Blocks that trimming leaves alone: what a quiet proxy needs again at once.</summary>
    public const int Reserve = 16;

    private BufferBlock[] free = new BufferBlock[64];
    private int freeCount;
    private int unusedSinceTrim;
    private int rented;

    public SlabBufferPool(int blockSize = DefaultBlockSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 16);
        BlockSize = blockSize;
    }

    public override int BlockSize { get; }

    public override int Rented => rented;

    /// <summary>Blocks that wait here to be rented.</summary>
    public int Pooled => freeCount;

    /// <summary>True if <see cref="Trim"/> may find something to give back, now or when the present load is over.</summary>
    public bool HasSurplus => freeCount > Reserve;

    private protected override BufferBlock RentOversized(int size)
    {
        rented++;
        return new BufferBlock(GC.AllocateUninitializedArray<byte>(size, pinned: true), this);
    }

    public override BufferBlock Rent()
    {
        rented++;
        int last = freeCount - 1;
        if (last < 0)
        {
            return Allocate();
        }

        BufferBlock block = free[last];
        freeCount = last;
        unusedSinceTrim = Math.Min(unusedSinceTrim, last);
        block.IsPooled = false;
        return block;
    }

    public override void TakeBack(BufferBlock block)
    {
        if (block.IsPooled)
        {
            throw new InvalidOperationException("The block was returned twice.");
        }

        block.IsPooled = true;
        block.Reset();
        rented--;
        if (block.Array.Length == BlockSize)
        {
            Push(block);
        }
    }

    /// <summary>
    /// Drops half of the blocks that nobody wanted since the last call; returns how many bytes the garbage collector may now take. Called by the
    /// loop's timer.
    /// </summary>
    public long Trim()
    {
        int surplus = Math.Min(unusedSinceTrim, freeCount - Reserve);
        int dropped = surplus > 0 ? (surplus + 1) / 2 : 0;
        int kept = freeCount - dropped;
        // The coldest lie at the bottom.
        Array.Copy(free, dropped, free, 0, kept);
        Array.Clear(free, kept, dropped);
        freeCount = kept;
        unusedSinceTrim = kept;
        return (long)dropped * BlockSize;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BufferBlock Allocate()
    {
        unusedSinceTrim = 0;
        return new BufferBlock(GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true), this);
    }

    private void Push(BufferBlock block)
    {
        if (freeCount == free.Length)
        {
            Array.Resize(ref free, freeCount * 2);
        }

        free[freeCount++] = block;
    }
}
