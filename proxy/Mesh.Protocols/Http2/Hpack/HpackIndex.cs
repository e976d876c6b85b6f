namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// Finds entries of a dynamic table by name and value. Entries whose names hash alike form a chain from the newest to the oldest; as the
/// oldest are evicted first, a chain ends at the first number that is not in the table any more, and nothing need ever be removed.
/// </summary>
sealed class HpackIndex(HpackTable table)
{
    const int Chains = 64;

    /// <summary>By hash: the number of the newest entry. Valid if in the table; whoever follows it compares bytes in the end.</summary>
    readonly uint[] newest = new uint[Chains];
    Link[] links = [];

    /// <summary>To be called behind each insertion.</summary>
    public void AddNewest(uint nameHash, uint valueSketch)
    {
        if (links.Length < table.Count)
        {
            Grow();
        }

        var number = table.Next - 1;
        ref var link = ref this[number];
        link.NameHash = nameHash;
        link.ValueSketch = valueSketch;
        link.Older = newest[nameHash % Chains];
        newest[nameHash % Chains] = number;
    }

    /// <summary>Index on the wire of the newest entry with name and value, or 0.</summary>
    /// <param name="nameIndex">If 0: that of an entry with the name, if there is one.</param>
    public int Find(uint nameHash, ReadOnlySpan<byte> name, uint valueSketch, ReadOnlySpan<byte> value, ref int nameIndex)
    {
        var number = newest[nameHash % Chains];
        var limit = table.Next;
        while (IsBetween(table.First, number, limit))
        {
            ref readonly var link = ref this[number];
            if (link.NameHash == nameHash && (nameIndex == 0 || link.ValueSketch == valueSketch))
            {
                var isSameName = Compare(number, name, value, out var isSameValue);
                if (isSameValue)
                {
                    return WireIndexOf(number);
                }

                nameIndex = isSameName && nameIndex == 0 ? WireIndexOf(number) : nameIndex;
            }

            limit = number;
            number = link.Older;
        }

        return 0;
    }

    ref Link this[uint number] => ref links[number & (uint)(links.Length - 1)];

    /// <summary>Numbers wrap.</summary>
    static bool IsBetween(uint first, uint number, uint limit) => number - first < limit - first;

    int WireIndexOf(uint number) => (int)(table.Next - number) + HpackStaticTable.Count;

    bool Compare(uint number, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out bool isSameValue)
    {
        ref readonly var entry = ref table[number];
        var line = table.LineOf(entry);
        var isSameName = line[..entry.NameLength].SequenceEqual(name);
        isSameValue = isSameName && line[(entry.NameLength + HpackField.SeparatorLength)..^2].SequenceEqual(value);
        return isSameName;
    }

    void Grow()
    {
        var larger = new Link[Math.Max(8, links.Length * 2)];
        for (var number = table.First; number != table.Next - 1; number++)
        {
            larger[number & (uint)(larger.Length - 1)] = this[number];
        }

        links = larger;
    }

    struct Link
    {
        public uint NameHash;
        public uint ValueSketch;

        /// <summary>Number of the entry before it in the chain.</summary>
        public uint Older;
    }
}
