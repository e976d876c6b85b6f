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
}
