namespace Mesh.Transport;

/// <summary>
/// Blocks of one loop. Not thread-safe. Tests replace it with one that fails on a leak, a double return and a late access.
/// </summary>
public abstract class BufferPool
{
    /// <summary>Size of every block in bytes.</summary>
    public abstract int BlockSize { get; }

    /// <summary>Blocks handed out and not returned.</summary>
    public abstract int Rented { get; }

    /// <summary>Never fails while the process has memory; the caller owns the block.</summary>
    public abstract BufferBlock Rent();

    /// <summary>Takes the block back.</summary>
    public abstract void TakeBack(BufferBlock block);

    /// <summary>A block of at least <paramref name="size"/> bytes: one of the pool's if it is large enough, else one that is garbage after its return.</summary>
    internal BufferBlock RentAtLeast(int size) => size <= BlockSize ? Rent() : RentOversized(size);

    /// <summary>A block larger than <see cref="BlockSize"/>, counted as rented.</summary>
    private protected abstract BufferBlock RentOversized(int size);
}
