using Mesh.Transport;

namespace Mesh.Testing.Buffers;

/// <summary>
/// A pool that fails on a leak, a double return and a late access: every block is new, a returned one is filled with a pattern and kept aside, and
/// <see cref="Dispose"/> finds who wrote into it afterwards and what was never returned. A late reader finds the pattern (0xDD) instead of data.
/// </summary>
public sealed class LeakTrackingBufferPool(int blockSize = 4096) : BufferPool, IDisposable
{
    private const byte Poison = 0xDD;
    private const int Quarantine = 256;

    private readonly Dictionary<BufferBlock, string?> rented = [];
    private readonly Queue<BufferBlock> returned = new();

    public override int BlockSize => blockSize;

    public override int Rented => rented.Count;

    /// <summary>Blocks handed out since the pool was made.</summary>
    public long TotalRents { get; private set; }

    /// <summary>Remembers who rented each block, at the price of a stack trace per rent.</summary>
    public bool RecordsStacks { get; init; }

    public override BufferBlock Rent() => Make(blockSize);

    public override void TakeBack(BufferBlock block)
    {
        if (!rented.Remove(block))
        {
            throw new InvalidOperationException(
                ReferenceEquals(block.Pool, this) ? "A block was returned twice." : "A block was returned to another pool than its own.");
        }

        block.Reset();
        block.IsPooled = true;
        block.Array.AsSpan().Fill(Poison);
        returned.Enqueue(block);
        if (returned.Count > Quarantine)
        {
            Verify(returned.Dequeue());
        }
    }

    /// <summary>Fails if a block is still rented or a returned one was written to.</summary>
    public void Verify()
    {
        foreach (BufferBlock block in returned)
        {
            Verify(block);
        }

        if (rented.Count > 0)
        {
            throw new InvalidOperationException(
                $"{rented.Count} block(s) were not returned.{Environment.NewLine}{string.Join(Environment.NewLine, rented.Values.Distinct())}");
        }
    }

    public void Dispose() => Verify();

    private protected override BufferBlock RentOversized(int size) => Make(size);

    private static void Verify(BufferBlock block)
    {
        if (block.Array.AsSpan().ContainsAnyExcept(Poison))
        {
            throw new InvalidOperationException("A block was written to after its return.");
        }
    }

    private BufferBlock Make(int size)
    {
        TotalRents++;
        var block = new BufferBlock(GC.AllocateUninitializedArray<byte>(size, pinned: true), this);
        block.Array.AsSpan().Fill(Poison);
        rented.Add(block, RecordsStacks ? Environment.StackTrace : null);
        return block;
    }
}
