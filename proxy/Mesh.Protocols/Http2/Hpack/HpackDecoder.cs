namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// Reads field blocks of one connection, in order (RFC 7541). No exception for any input, and no allocation once its table has grown. Work
/// for each field is bounded by what its sender sent, or by the size of the table for a field that is a reference to an entry: who limits
/// the size of a list must stop copying, but not decoding, at that limit.
/// </summary>
public sealed class HpackDecoder
{
    /// <summary>Name and value of a field beyond this are measured, not held.</summary>
    const int MaxFieldLength = 64 * 1024;

    const byte IndexedPattern = 0x80;
    const byte IncrementalPattern = 0x40;
    const byte SizeUpdatePattern = 0x20;
    const byte NeverIndexedPattern = 0x10;

    readonly HpackStaticTable statics = HpackStaticTable.Instance;
    readonly HpackTable table = new(HpackTable.DefaultMaxSize);
    readonly HpackLine line;

    int localSetting;

    /// <summary>The peer must begin its next block with a size update to at most this; int.MaxValue: it need not.</summary>
    int requiredSize = int.MaxValue;

    /// <param name="maxTableSize">Our SETTINGS_HEADER_TABLE_SIZE. If it is smaller than the protocol's default the peer may use that until
    /// it has seen ours, which is when <see cref="SetMaxTableSize"/> says so.</param>
    public HpackDecoder(int maxTableSize)
    {
        localSetting = Math.Max(maxTableSize, HpackTable.DefaultMaxSize);
        line = new HpackLine(Math.Max(localSetting, MaxFieldLength));
    }

    /// <summary>To be called when the peer has acknowledged this SETTINGS_HEADER_TABLE_SIZE of ours.</summary>
    public void SetMaxTableSize(int localSetting)
    {
        this.localSetting = localSetting;
        line.Limit = Math.Max(localSetting, line.Limit);
        if (localSetting < table.MaxSize)
        {
            requiredSize = Math.Min(requiredSize, localSetting);
        }
    }

    /// <summary>Decodes one whole field block (HEADERS and its CONTINUATIONs joined).</summary>
    internal HpackStatus Decode<TSink>(ReadOnlySpan<byte> block, ref TSink sink)
        where TSink : struct, IHpackSink, allows ref struct
    {
        var at = 0;
        var status = ReadSizeUpdates(block, ref at);
        while (status == HpackStatus.Ok && at < block.Length)
        {
            var first = block[at];
            status = first >= IndexedPattern ? ReadIndexed(block, ref at, ref sink)
                : first >= IncrementalPattern ? ReadLiteral(block, ref at, 6, isIndexing: true, isNeverIndexed: false, ref sink)
                : first < SizeUpdatePattern ? ReadLiteral(block, ref at, 4, isIndexing: false, first >= NeverIndexedPattern, ref sink)
                : HpackStatus.MisplacedSizeUpdate;
        }

        return status;
    }

    /// <summary>RFC 7541 section 4.2: at the beginning of a block only, to no more than we allow.</summary>
    HpackStatus ReadSizeUpdates(ReadOnlySpan<byte> block, ref int at)
    {
        while (at < block.Length && (block[at] & 0xE0) == SizeUpdatePattern)
        {
            var status = HpackInteger.Read(block, 5, ref at, out var size);
            if (status != HpackStatus.Ok || size > localSetting)
            {
                return status != HpackStatus.Ok ? status : HpackStatus.TableTooLarge;
            }

            table.Resize(size);
            requiredSize = size <= requiredSize ? int.MaxValue : requiredSize;
        }

        return requiredSize == int.MaxValue ? HpackStatus.Ok : HpackStatus.MissingSizeUpdate;
    }

    HpackStatus ReadIndexed<TSink>(ReadOnlySpan<byte> block, ref int at, ref TSink sink)
        where TSink : struct, IHpackSink, allows ref struct
    {
        var status = HpackInteger.Read(block, 7, ref at, out var index);
        if (status != HpackStatus.Ok)
        {
            return status;
        }

        if (!TryFind(index, out var field))
        {
            return HpackStatus.InvalidIndex;
        }

        sink.OnField(field);
        return HpackStatus.Ok;
    }

    HpackStatus ReadLiteral<TSink>(
        ReadOnlySpan<byte> block, ref int at, int prefixBits, bool isIndexing, bool isNeverIndexed, ref TSink sink)
        where TSink : struct, IHpackSink, allows ref struct
    {
        var status = ReadLine(block, ref at, prefixBits, out var nameLength, out var traits);
        if (status != HpackStatus.Ok)
        {
            return status;
        }

        if (line.IsOversize)
        {
            ForgetIf(isIndexing);
            sink.OnOversizeField(line.FieldLength);
            return HpackStatus.Ok;
        }

        if (isIndexing)
        {
            table.Add(line.Bytes, nameLength, traits);
        }

        sink.OnField(new HpackField(line.Bytes, nameLength, traits, isNeverIndexed));
        return HpackStatus.Ok;
    }

    /// <summary>A field that is larger than the table empties it.</summary>
    void ForgetIf(bool isIndexing)
    {
        if (isIndexing)
        {
            table.Clear();
        }
    }

    HpackStatus ReadLine(ReadOnlySpan<byte> block, ref int at, int prefixBits, out int nameLength, out Http2FieldTraits traits)
    {
        traits = default;
        line.Begin();
        var status = ReadName(block, ref at, prefixBits, out nameLength, ref traits);
        if (status != HpackStatus.Ok)
        {
            return status;
        }

        line.AddSeparator();
        status = line.AddString(block, ref at);
        line.End();
        if (status == HpackStatus.Ok && !line.IsOversize)
        {
            traits = traits.WithValue(line.Bytes[(nameLength + HpackField.SeparatorLength)..^2]);
        }

        return status;
    }

    HpackStatus ReadName(ReadOnlySpan<byte> block, ref int at, int prefixBits, out int nameLength, ref Http2FieldTraits traits)
    {
        var status = HpackInteger.Read(block, prefixBits, ref at, out var index);
        nameLength = 0;
        if (status != HpackStatus.Ok)
        {
            return status;
        }

        if (index == 0)
        {
            status = line.AddString(block, ref at);
            nameLength = line.Bytes.Length;
            traits = Http2FieldTraits.OfName(line.Bytes);
            return status;
        }

        if (!TryFind(index, out var field))
        {
            return HpackStatus.InvalidIndex;
        }

        nameLength = field.NameLength;
        traits = field.Traits;
        line.Add(field.Name);
        return HpackStatus.Ok;
    }

    bool TryFind(int index, out HpackField field)
    {
        var age = (uint)(index - HpackStaticTable.Count - 1);
        if (age < (uint)table.Count)
        {
            ref readonly var entry = ref table[table.Next - 1 - age];
            field = new HpackField(table.LineOf(entry), entry.NameLength, entry.Traits, isNeverIndexed: false);
            return true;
        }

        return TryFindStatic(index, out field);
    }

    bool TryFindStatic(int index, out HpackField field)
    {
        ref readonly var entry = ref statics[index <= HpackStaticTable.Count ? index : 0];
        field = new HpackField(statics.LineOf(entry), entry.NameLength, entry.Traits, isNeverIndexed: false);
        return entry.LineLength > 0;
    }
}
