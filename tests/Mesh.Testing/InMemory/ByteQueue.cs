namespace Mesh.Testing.InMemory;

/// <summary>A socket's receive queue: a ring that grows up to what it is filled with.</summary>
internal sealed class ByteQueue
{
    private byte[] ring = new byte[256];
    private int first;

    public int Count { get; private set; }

    public void Enqueue(ReadOnlySpan<byte> bytes)
    {
        Reserve(Count + bytes.Length);
        int at = (first + Count) % ring.Length;
        int whole = Math.Min(bytes.Length, ring.Length - at);
        bytes[..whole].CopyTo(ring.AsSpan(at));
        bytes[whole..].CopyTo(ring);
        Count += bytes.Length;
    }

    public int Dequeue(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, Count);
        int whole = Math.Min(count, ring.Length - first);
        ring.AsSpan(first, whole).CopyTo(destination);
        ring.AsSpan(0, count - whole).CopyTo(destination[whole..]);
        first = (first + count) % ring.Length;
        Count -= count;
        return count;
    }

    private void Reserve(int capacity)
    {
        if (capacity <= ring.Length)
        {
            return;
        }

        byte[] larger = new byte[Math.Max(capacity, ring.Length * 2)];
        int count = Count;
        Dequeue(larger);
        ring = larger;
        first = 0;
        Count = count;
    }
}
