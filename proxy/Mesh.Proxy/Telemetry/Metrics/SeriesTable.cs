namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>
/// The series of one worker. Found by reference key in an open-addressed table; that table is only a cache in front of the series, which are unique by
/// their label values. It is emptied when it fills up (configuration objects come and go, labels stay), so it can neither grow without bound nor
/// keep dead configuration alive for long. The number of series is capped: what comes beyond is counted in overflow series
/// instead of costing memory here and in Prometheus (metrics must not explode because a peer invents names).
/// Written by the worker's thread; <see cref="Count"/> and <see cref="At"/> are for the exporter's thread too.
/// </summary>
sealed class SeriesTable<TSeries>(int capacity, Func<string[], TSeries> create)
    where TSeries : class
{
    const int Slots = 4096;
    const int MaxUsedSlots = Slots / 2;

    readonly Slot[] slots = new Slot[Slots];
    readonly Dictionary<string[], TSeries> byLabels = new(LabelValuesComparer.Instance);
    TSeries[] all = new TSeries[16];
    int count;
    int usedSlots;
    long overflowed;

    /// <summary>Series made so far; they stay.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>How often a series was wanted that did not fit.</summary>
    public long Overflowed => Volatile.Read(ref overflowed);

    /// <summary>Any index below a <see cref="Count"/> that was read before.</summary>
    public TSeries At(int index) => Volatile.Read(ref all)[index];

    /// <summary>Null: not seen yet, or forgotten; then <see cref="Add"/>.</summary>
    public TSeries? Find(in SeriesKey key)
    {
        for (var index = key.GetHashCode() & (Slots - 1); ; index = (index + 1) & (Slots - 1))
        {
            ref readonly var slot = ref slots[index];
            if (slot.Series is null || slot.Key.Equals(key))
            {
                return slot.Series;
            }
        }
    }

    /// <summary>The series of these labels, made if there is room, else the one of <paramref name="overflow"/>'s labels.</summary>
    public TSeries Add(in SeriesKey key, string[] labels, Func<SeriesKey, string[]> overflow)
    {
        if (!byLabels.TryGetValue(labels, out var series))
        {
            series = count < capacity ? Create(labels) : Overflow(overflow(key));
        }

        Remember(key, series);
        return series;
    }

    TSeries Overflow(string[] labels)
    {
        Volatile.Write(ref overflowed, overflowed + 1);
        return byLabels.TryGetValue(labels, out var series) ? series : Create(labels);
    }

    TSeries Create(string[] labels)
    {
        var series = create(labels);
        byLabels.Add(labels, series);
        if (count == all.Length)
        {
            // Readers hold an index that the old array serves as well.
            var larger = new TSeries[count * 2];
            all.AsSpan().CopyTo(larger);
            Volatile.Write(ref all, larger);
        }

        all[count] = series;
        Volatile.Write(ref count, count + 1);
        return series;
    }

    void Remember(in SeriesKey key, TSeries series)
    {
        if (usedSlots == MaxUsedSlots)
        {
            Array.Clear(slots);
            usedSlots = 0;
        }

        var index = key.GetHashCode() & (Slots - 1);
        while (slots[index].Series is not null)
        {
            index = (index + 1) & (Slots - 1);
        }

        slots[index] = new Slot { Key = key, Series = series };
        usedSlots++;
    }

    struct Slot
    {
        public SeriesKey Key;
        public TSeries? Series;
    }
}
