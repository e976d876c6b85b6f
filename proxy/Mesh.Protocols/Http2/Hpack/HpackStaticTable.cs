namespace Mesh.Protocols.Http2.Hpack;

/// <summary>RFC 7541 appendix A, as lines like those of the dynamic table. Index 0 is none.</summary>
sealed class HpackStaticTable
{
    public const int Count = 61;

    const int Slots = 256;

    public static readonly HpackStaticTable Instance = new();

    readonly HpackEntry[] entries = new HpackEntry[Count + 1];
    readonly byte[] bytes = Lines.ToArray();

    /// <summary>By hash: the index of the first entry of a name; 0 ends a search.</summary>
    readonly byte[] slots = new byte[Slots];
    readonly uint[] hashes = new uint[Count + 1];

    /// <summary>Entries of a name follow each other: by the index of the first, that of the last.</summary>
    readonly byte[] lasts = new byte[Count + 1];

    HpackStaticTable()
    {
        var position = 0;
        for (var index = 1; index <= Count; index++)
        {
            var line = bytes.AsSpan(position);
            line = line[..(line.IndexOf("\r\n"u8) + 2)];
            var nameLength = line[1..].IndexOf((byte)':') + 1;
            var value = line[(nameLength + HpackField.SeparatorLength)..^2];
            entries[index] = new HpackEntry
            {
                Position = (uint)position,
                NameLength = nameLength,
                LineLength = line.Length,
                Traits = Http2FieldTraits.Of(line[..nameLength], value),
            };
            AddName(index, line[..nameLength]);
            position += line.Length;
        }
    }

    public ref readonly HpackEntry this[int index] => ref entries[index];

    static ReadOnlySpan<byte> Lines =>
        ":authority: \r\n:method: GET\r\n:method: POST\r\n:path: /\r\n:path: /index.html\r\n:scheme: http\r\n:scheme: https\r\n"u8
        + ":status: 200\r\n:status: 204\r\n:status: 206\r\n:status: 304\r\n:status: 400\r\n:status: 404\r\n:status: 500\r\n"u8
        + "accept-charset: \r\naccept-encoding: gzip, deflate\r\naccept-language: \r\naccept-ranges: \r\naccept: \r\n"u8
        + "access-control-allow-origin: \r\nage: \r\nallow: \r\nauthorization: \r\ncache-control: \r\ncontent-disposition: \r\n"u8
        + "content-encoding: \r\ncontent-language: \r\ncontent-length: \r\ncontent-location: \r\ncontent-range: \r\n"u8
        + "content-type: \r\ncookie: \r\ndate: \r\netag: \r\nexpect: \r\nexpires: \r\nfrom: \r\nhost: \r\nif-match: \r\n"u8
        + "if-modified-since: \r\nif-none-match: \r\nif-range: \r\nif-unmodified-since: \r\nlast-modified: \r\nlink: \r\n"u8
        + "location: \r\nmax-forwards: \r\nproxy-authenticate: \r\nproxy-authorization: \r\nrange: \r\nreferer: \r\nrefresh: \r\n"u8
        + "retry-after: \r\nserver: \r\nset-cookie: \r\nstrict-transport-security: \r\ntransfer-encoding: \r\nuser-agent: \r\n"u8
        + "vary: \r\nvia: \r\nwww-authenticate: \r\n"u8;

    public ReadOnlySpan<byte> LineOf(in HpackEntry entry) => bytes.AsSpan((int)entry.Position, entry.LineLength);

    /// <summary>Index of the first entry of a name, or 0.</summary>
    public int Find(uint nameHash, ReadOnlySpan<byte> name)
    {
        for (var slot = nameHash % Slots; slots[slot] != 0; slot = (slot + 1) % Slots)
        {
            var index = slots[slot];
            if (hashes[index] == nameHash && NameOf(index).SequenceEqual(name))
            {
                return index;
            }
        }

        return 0;
    }

    /// <summary>Index of the entry with this value too, or 0.</summary>
    /// <param name="index">The name's first.</param>
    public int FindValue(int index, ReadOnlySpan<byte> value)
    {
        for (var last = lasts[index]; index <= last; index++)
        {
            if (ValueOf(index).SequenceEqual(value))
            {
                return index;
            }
        }

        return 0;
    }

    ReadOnlySpan<byte> NameOf(int index) => bytes.AsSpan((int)entries[index].Position, entries[index].NameLength);

    ReadOnlySpan<byte> ValueOf(int index) => LineOf(entries[index])[(entries[index].NameLength + HpackField.SeparatorLength)..^2];

    void AddName(int index, ReadOnlySpan<byte> name)
    {
        hashes[index] = HpackHash.Sketch(name);
        var first = Find(hashes[index], name);
        lasts[first == 0 ? index : first] = (byte)index;
        if (first == 0)
        {
            var slot = hashes[index] % Slots;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) % Slots;
            }

            slots[slot] = (byte)index;
        }
    }
}
