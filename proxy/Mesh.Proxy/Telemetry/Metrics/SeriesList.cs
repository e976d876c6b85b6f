namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>
/// The living series of a worker, as the exporter's thread may see them: it only grows. When some expire, or it is full, another list takes its place, with
/// the next <paramref name="era"/> if what stands at an index has changed.
/// </summary>
sealed class SeriesList<TSeries>(TSeries[] items, int count, int era)
{
    int count = count;

    public int Era { get; } = era;

    public int Count => Volatile.Read(ref count);

    public bool IsFull => count == items.Length;

    /// <summary>Any index below a <see cref="Count"/> that was read before.</summary>
    public TSeries this[int index] => items[index];

    /// <summary>By the worker.</summary>
    public void Add(TSeries series)
    {
        items[count] = series;
        Volatile.Write(ref count, count + 1);
    }

    public SeriesList<TSeries> Grown()
    {
        var larger = new TSeries[count * 2];
        items.AsSpan(0, count).CopyTo(larger);
        return new SeriesList<TSeries>(larger, count, Era);
    }

    public SeriesList<TSeries> Without(Func<TSeries, bool> isGone)
    {
        var kept = new TSeries[items.Length];
        var left = 0;
        foreach (var series in items.AsSpan(0, count))
        {
            if (!isGone(series))
            {
                kept[left++] = series;
            }
        }

        return new SeriesList<TSeries>(kept, left, Era + 1);
    }
}
