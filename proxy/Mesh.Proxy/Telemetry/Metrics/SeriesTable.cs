namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>
/// The series of one worker. Found by reference key in an open-addressed table; that table is only a cache in front of the series, which are unique by
/// their label values. It is emptied when it fills up (configuration objects come and go, labels stay), so it can neither grow without bound nor
/// keep dead configuration alive for long. The number of series is capped: who comes beyond takes the place of one that was idle for an hour (pods and
/// revisions that went), and where there is none is counted in overflow series instead of costing memory here and in Prometheus (metrics must not explode
/// because a peer invents names). As long as there is room all series stay, as in Istio.
/// Written by the worker's thread; <see cref="List"/> is for the exporter's thread too.
/// </summary>
sealed class SeriesTable<TSeries>(int capacity, Func<string[], TSeries> create)
    where TSeries : Series
{
    const int Slots = 4096;
    const int MaxUsedSlots = Slots / 2;

    /// <summary>An hour, by <see cref="SeriesSweep.Interval"/>.</summary>
    const int IdleSweeps = 6;

    readonly Slot[] slots = new Slot[Slots];
    readonly Dictionary<string[], TSeries> byLabels = new(LabelValuesComparer.Instance);
    volatile SeriesList<TSeries> list = new(new TSeries[16], 0, 0);
    int usedSlots;
    long overflowed;
    bool mayExpire;

    /// <summary>The living ones.</summary>
    public SeriesList<TSeries> List => list;

    public int Count => list.Count;

    /// <summary>How often a series was wanted that did not fit.</summary>
    public long Overflowed => Volatile.Read(ref overflowed);

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
            series = HasRoom() ? Create(labels) : Overflow(overflow(key));
        }

        Remember(key, series);
        return series;
    }

    /// <summary>To be called each <see cref="SeriesSweep.Interval"/>.</summary>
    public void Sweep()
    {
        for (var i = 0; i < list.Count; i++)
        {
            list[i].Sweep();
        }

        mayExpire = true;
    }

    bool HasRoom()
    {
        if (list.Count >= capacity && mayExpire)
        {
            // Once between sweeps: they do not age meanwhile.
            mayExpire = false;
            Expire();
        }

        return list.Count < capacity;
    }

    void Expire()
    {
        var left = list.Without(series => series.TryExpire(IdleSweeps));
        if (left.Count == list.Count)
        {
            return;
        }

        foreach (var labels in byLabels.Where(entry => entry.Value.IsExpired).Select(entry => entry.Key).ToArray())
        {
            byLabels.Remove(labels);
        }

        Array.Clear(slots);
        usedSlots = 0;
        list = left;
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
        if (list.IsFull)
        {
            list = list.Grown();
        }

        list.Add(series);
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
