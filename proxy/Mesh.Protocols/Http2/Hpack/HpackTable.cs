using System.Numerics;

namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// The dynamic table of one direction (RFC 7541 section 2.3.2). Entries are numbered in the order of their insertion; a ring has those that
/// live, and their lines stand one behind the other in one array, which is compacted when its end is reached. Both grow with use up to what
/// the size allows: a connection that uses no table has none, and one that does stops allocating soon.
/// </summary>
sealed class HpackTable(int maxSize)
{
    /// <summary>RFC 7541 section 4.1.</summary>
    public const int EntryOverhead = 32;

    /// <summary>Before the first SETTINGS (RFC 9113 section 6.5.2).</summary>
    public const int DefaultMaxSize = 4096;

    const int FirstEntries = 8;
    const int FirstBytes = 512;

    HpackEntry[] entries = [];
    byte[] bytes = [];

    /// <summary>Position of the first byte of <see cref="bytes"/>; positions wrap.</summary>
    uint origin;

    /// <summary>The lines of all entries are in here.</summary>
    int start;
    int end;

    /// <summary>As the sender set it last.</summary>
    public int MaxSize { get; private set; } = maxSize;

    public int Size { get; private set; }

    public int Count => (int)(Next - First);

    /// <summary>Number of the oldest entry; numbers wrap.</summary>
    public uint First { get; private set; }

    /// <summary>Number of the entry that comes next.</summary>
    public uint Next { get; private set; }

    /// <summary>The entry of a number from <see cref="First"/> on.</summary>
    public ref readonly HpackEntry this[uint number] => ref entries[number & (uint)(entries.Length - 1)];

    /// <summary>Valid until the next insertion.</summary>
    public ReadOnlySpan<byte> LineOf(in HpackEntry entry) => bytes.AsSpan((int)(entry.Position - origin), entry.LineLength);

    /// <summary>
    /// Inserts, evicting from the oldest on as needed. False if the entry is larger than the table, which is empty then (RFC 7541 section
    /// 4.4).
    /// </summary>
    /// <param name="line">Not of this table: room may be made by moving it.</param>
    public bool Add(ReadOnlySpan<byte> line, int nameLength, Http2FieldTraits traits)
    {
        var size = line.Length - HpackField.LineOverhead + EntryOverhead;
        EvictTo(MaxSize - size);
        if (size > MaxSize)
        {
            return false;
        }

        MakeRoom(line.Length);
        line.CopyTo(bytes.AsSpan(end));
        ref var entry = ref entries[Next & (uint)(entries.Length - 1)];
        entry.Position = origin + (uint)end;
        entry.NameLength = nameLength;
        entry.LineLength = line.Length;
        entry.Traits = traits;
        end += line.Length;
        Size += size;
        Next++;
        return true;
    }

    public void Clear() => EvictTo(0);

    /// <summary>RFC 7541 section 4.3.</summary>
    public void Resize(int maxSize)
    {
        MaxSize = maxSize;
        EvictTo(maxSize);
    }

    void EvictTo(int size)
    {
        while (Size > size && First != Next)
        {
            ref readonly var entry = ref this[First];
            Size -= entry.Size;
            start += entry.LineLength;
            First++;
        }
    }

    void MakeRoom(int lineLength)
    {
        if (end + lineLength > bytes.Length)
        {
            MakeByteRoom(lineLength);
        }

        if (Count == entries.Length)
        {
            GrowEntries();
        }
    }

    /// <summary>
    /// Lines take less than the table's size: 4 bytes beyond name and value, where the size counts 32. In an array of twice that, a byte is
    /// moved once only on average.
    /// </summary>
    void MakeByteRoom(int lineLength)
    {
        var live = end - start;
        var most = (int)Math.Min(MaxSize * 2L, Array.MaxLength);
        var target = bytes;
        if ((live + lineLength) * 2 > bytes.Length && bytes.Length < most)
        {
            var wanted = (int)BitOperations.RoundUpToPowerOf2((uint)((live + lineLength) * 2));
            target = new byte[Math.Max(live + lineLength, Math.Min(Math.Max(FirstBytes, wanted), most))];
        }

        bytes.AsSpan(start, live).CopyTo(target);
        bytes = target;
        origin += (uint)start;
        start = 0;
        end = live;
    }

    void GrowEntries()
    {
        var larger = new HpackEntry[Math.Max(FirstEntries, entries.Length * 2)];
        for (var number = First; number != Next; number++)
        {
            larger[number & (uint)(larger.Length - 1)] = this[number];
        }

        entries = larger;
    }
}
