namespace Mesh.Testing.InMemory;

/// <summary>A socket's receive queue: a ring that grows up to what it is filled with.</summary>
internal sealed class ByteQueue
{
    private byte[] _ring = new byte[256];
    private int _first;

    public int Count { get; private set; }

    public void Enqueue(ReadOnlySpan<byte> bytes)
    {
        Reserve(Count + bytes.Length);
        int at = (_first + Count) % _ring.Length;
        int whole = Math.Min(bytes.Length, _ring.Length - at);
        bytes[..whole].CopyTo(_ring.AsSpan(at));
        bytes[whole..].CopyTo(_ring);
        Count += bytes.Length;
    }

    public int Dequeue(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, Count);
        int whole = Math.Min(count, _ring.Length - _first);
        _ring.AsSpan(_first, whole).CopyTo(destination);
        _ring.AsSpan(0, count - whole).CopyTo(destination[whole..]);
        _first = (_first + count) % _ring.Length;
        Count -= count;
        return count;
    }

    private void Reserve(int capacity)
    {
        if (capacity <= _ring.Length)
        {
            return;
        }

        byte[] larger = new byte[Math.Max(capacity, _ring.Length * 2)];
        int count = Count;
        Dequeue(larger);
        _ring = larger;
        _first = 0;
        Count = count;
    }
}
