namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// Writes field blocks of one connection, in order (RFC 7541). What was encoded must be sent, or the peer's table is out of step. No
/// allocation once its table has grown.
/// </summary>
public sealed class HpackEncoder
{
    /// <summary>Most bytes that <see cref="BeginBlock"/> writes.</summary>
    public const int MaxBeginLength = 2 * HpackInteger.MaxLength;

    const byte IndexedPattern = 0x80;
    const byte IncrementalPattern = 0x40;
    const byte SizeUpdatePattern = 0x20;
    const byte NeverIndexedPattern = 0x10;
    const byte WithoutIndexingPattern = 0;
    const byte HuffmanPattern = 0x80;

    readonly HpackStaticTable statics = HpackStaticTable.Instance;
    readonly HpackTable table = new(HpackTable.DefaultMaxSize);
    readonly HpackIndex index;
    readonly HpackLine line = new(int.MaxValue);
    readonly int maxTableSize;

    HpackRepeats repeats;

    /// <summary>The smallest size since the last block, and the last one (RFC 7541 section 4.2); -1: none is due.</summary>
    int smallestSize = -1;
    int lastSize;

    /// <param name="maxTableSize">No larger table is used, however large the peer's is: its memory is ours too.</param>
    public HpackEncoder(int maxTableSize = HpackTable.DefaultMaxSize)
    {
        this.maxTableSize = maxTableSize;
        index = new HpackIndex(table);
        SetMaxTableSize(HpackTable.DefaultMaxSize);
    }

    /// <summary>
    /// To be called with each SETTINGS_HEADER_TABLE_SIZE of the peer; the next block begins with the size updates it asks for.
    /// </summary>
    public void SetMaxTableSize(uint peerSetting)
    {
        lastSize = (int)Math.Min(peerSetting, (uint)maxTableSize);
        smallestSize = smallestSize >= 0 ? Math.Min(smallestSize, lastSize)
            : lastSize != table.MaxSize ? lastSize
            : -1;
    }

    /// <summary>Bytes that must be free for <see cref="Encode"/>; never more than this are written.</summary>
    public static int MaxEncodedLength(int nameLength, int valueLength) => nameLength + valueLength + (3 * HpackInteger.MaxLength);

    /// <summary>Begins a block with the size updates that are due (RFC 7541 section 4.2).</summary>
    /// <param name="destination">At least <see cref="MaxBeginLength"/>.</param>
    /// <returns>Bytes written.</returns>
    public int BeginBlock(Span<byte> destination)
    {
        if (smallestSize < 0)
        {
            return 0;
        }

        var length = 0;
        if (smallestSize < lastSize)
        {
            length = UpdateSize(smallestSize, destination);
        }

        smallestSize = -1;
        return length + UpdateSize(lastSize, destination[length..]);
    }

    /// <summary>Adds one field to the block.</summary>
    /// <param name="lowerName">In lower case.</param>
    /// <param name="neverIndex">It came never-indexed, or is too sensitive for any table (RFC 7541 section 7.1.3).</param>
    /// <param name="destination">At least <see cref="MaxEncodedLength"/>.</param>
    /// <returns>Bytes written.</returns>
    public int Encode(ReadOnlySpan<byte> lowerName, ReadOnlySpan<byte> value, bool neverIndex, Span<byte> destination)
    {
        var nameHash = HpackHash.Sketch(lowerName);
        var nameIndex = statics.Find(nameHash, lowerName);
        var indexing = neverIndex ? HpackIndexing.Never : HpackIndexingPolicy.Of(nameIndex, value.Length);
        if (indexing == HpackIndexing.Never)
        {
            return WriteLiteral(NeverIndexedPattern, 4, nameIndex, lowerName, value, destination);
        }

        if (nameIndex != 0 && statics.FindValue(nameIndex, value) is var found and > 0)
        {
            return HpackInteger.Write(IndexedPattern, 7, found, destination);
        }

        return indexing == HpackIndexing.Without
            ? WriteLiteral(WithoutIndexingPattern, 4, nameIndex, lowerName, value, destination)
            : EncodeDynamic(nameHash, nameIndex, lowerName, value, destination);
    }

    int EncodeDynamic(uint nameHash, int nameIndex, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var valueSketch = HpackHash.Sketch(value);
        var found = index.Find(nameHash, name, valueSketch, value, ref nameIndex);
        if (found > 0)
        {
            return HpackInteger.Write(IndexedPattern, 7, found, destination);
        }

        if (!IsWorthIndexing(name.Length + value.Length) || !IsRepeated(nameHash, nameIndex, value))
        {
            return WriteLiteral(WithoutIndexingPattern, 4, nameIndex, name, value, destination);
        }

        Insert(name, value);
        index.AddNewest(nameHash, valueSketch);
        return WriteLiteral(IncrementalPattern, 6, nameIndex, name, value, destination);
    }

    /// <summary>The field came lately; or its name did, and is not in a table yet, where any value will bring it.</summary>
    bool IsRepeated(uint nameHash, int nameIndex, ReadOnlySpan<byte> value) =>
        repeats.Note((nameHash * HpackHash.Multiplier) + HpackHash.Of(value)) || (nameIndex == 0 && repeats.Note(nameHash));

    /// <summary>One entry must not drive out most of the others.</summary>
    bool IsWorthIndexing(int fieldLength) => fieldLength + HpackTable.EntryOverhead <= table.MaxSize / 2;

    /// <summary>The traits are the reader's affair.</summary>
    void Insert(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        line.Begin();
        line.Add(name);
        line.AddSeparator();
        line.Add(value);
        line.End();
        table.Add(line.Bytes, name.Length, default);
    }

    int UpdateSize(int size, Span<byte> destination)
    {
        table.Resize(size);
        return HpackInteger.Write(SizeUpdatePattern, 5, size, destination);
    }

    static int WriteLiteral(
        byte pattern, int prefixBits, int nameIndex, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var length = HpackInteger.Write(pattern, prefixBits, nameIndex, destination);
        if (nameIndex == 0)
        {
            length += WriteString(name, destination[length..]);
        }

        return length + WriteString(value, destination[length..]);
    }

    /// <summary>In Huffman code if that is shorter (RFC 7541 section 5.2).</summary>
    static int WriteString(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var huffmanLength = HuffmanEncoder.LengthOf(text);
        if (huffmanLength < text.Length)
        {
            var start = HpackInteger.Write(HuffmanPattern, 7, huffmanLength, destination);
            HuffmanEncoder.Encode(text, destination.Slice(start, huffmanLength));
            return start + huffmanLength;
        }

        var prefix = HpackInteger.Write(0, 7, text.Length, destination);
        text.CopyTo(destination[prefix..]);
        return prefix + text.Length;
    }
}
