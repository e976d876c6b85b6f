namespace Mesh.Protocols.Http2.Streams;

/// <summary>
/// Remembers how the last streams were closed. Bounded by number, not by time, as RFC 9113 section 5.1 asks. Four bytes each: half of the
/// odd identifier, then the ending.
/// </summary>
sealed class Http2ClosedStreams
{
    public const int Capacity = 128;

    uint[]? ring;
    int next;

    public void Add(int id, Http2Ending ending)
    {
        ring ??= new uint[Capacity];
        ring[next] = KeyOf(id) | (byte)ending;
        next = (next + 1) % Capacity;
    }

    public Http2Ending EndingOf(int id)
    {
        foreach (var entry in ring.AsSpan())
        {
            if ((entry & ~3u) == KeyOf(id) && (entry & 3) != 0)
            {
                return (Http2Ending)(entry & 3);
            }
        }

        return Http2Ending.Forgotten;
    }

    static uint KeyOf(int id) => (uint)(id >> 1) << 2;
}
