namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// The line of a literal field while it is decoded. It does not grow beyond a limit: what is larger is measured only, for the tables must
/// stay in step (RFC 7541 section 4.4: an entry that does not fit empties the table).
/// </summary>
sealed class HpackLine(int limit)
{
    const int FirstLength = 256;

    byte[] bytes = [];
    int length;

    /// <summary>Longest name and value together that is held. Never less than the table's size.</summary>
    public int Limit { get; set; } = limit;

    /// <summary>Of name and value, decoded.</summary>
    public long FieldLength { get; private set; }

    public bool IsOversize => FieldLength > Limit;

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, length);

    public void Begin()
    {
        length = 0;
        FieldLength = 0;
    }

    public void AddSeparator() => AddPunctuation(": "u8);

    public void End() => AddPunctuation("\r\n"u8);

    /// <summary>Adds the name of an entry.</summary>
    public void Add(ReadOnlySpan<byte> name)
    {
        FieldLength += name.Length;
        if (!IsOversize)
        {
            EnsureRoom(name.Length);
            name.CopyTo(bytes.AsSpan(length));
            length += name.Length;
        }
    }

    /// <summary>Reads a string literal (RFC 7541 section 5.2) and moves behind it.</summary>
    public HpackStatus AddString(ReadOnlySpan<byte> block, ref int at)
    {
        if (at == block.Length)
        {
            return HpackStatus.Truncated;
        }

        var isHuffman = block[at] >= 0x80;
        var status = HpackInteger.Read(block, 7, ref at, out var encodedLength);
        if (status != HpackStatus.Ok)
        {
            return status;
        }

        if (encodedLength > block.Length - at)
        {
            return HpackStatus.Truncated;
        }

        var encoded = block.Slice(at, encodedLength);
        at += encodedLength;
        if (isHuffman)
        {
            return AddHuffman(encoded);
        }

        Add(encoded);
        return HpackStatus.Ok;
    }

    HpackStatus AddHuffman(ReadOnlySpan<byte> encoded)
    {
        var decoder = HuffmanDecoder.Instance;
        var most = HuffmanDecoder.MaxDecodedLength(encoded.Length);
        if (FieldLength + most > Limit)
        {
            var exact = decoder.Measure(encoded);
            if (exact < 0 || FieldLength + exact > Limit)
            {
                FieldLength += exact;
                return exact < 0 ? HpackStatus.InvalidHuffman : HpackStatus.Ok;
            }
        }

        EnsureRoom(most);
        var decoded = decoder.Decode(encoded, bytes.AsSpan(length));
        if (decoded < 0)
        {
            return HpackStatus.InvalidHuffman;
        }

        length += decoded;
        FieldLength += decoded;
        return HpackStatus.Ok;
    }

    void AddPunctuation(ReadOnlySpan<byte> punctuation)
    {
        EnsureRoom(punctuation.Length);
        punctuation.CopyTo(bytes.AsSpan(length));
        length += punctuation.Length;
    }

    void EnsureRoom(int more)
    {
        if (bytes.Length - length < more)
        {
            Array.Resize(ref bytes, Math.Max(FirstLength, (length + more) * 2));
        }
    }
}
