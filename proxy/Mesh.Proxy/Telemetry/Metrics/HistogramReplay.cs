using Prometheus;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>
/// Moves what a worker counted since the last scrape into a prometheus-net histogram. prometheus-net has no way to set a histogram's buckets or to register
/// a collector of one's own; it does take an observation many times over, <c>Observe(value, count)</c>. The mean of a bucket's new values lies in that
/// bucket, and mean times count is their sum: so one call per changed bucket carries both exactly (but for rounding in the last place).
/// A value that is being counted while this reads may have left its sum but not yet its count; that part of the sum waits for the next scrape.
/// </summary>
sealed class HistogramReplay(BucketCounts source, double[] bounds, double scale, Histogram.Child target)
{
    readonly long[] movedCounts = new long[source.Buckets];
    readonly double[] movedSums = new double[source.Buckets];

    public void Move()
    {
        for (var bucket = 0; bucket < source.Buckets; bucket++)
        {
            var count = source.Count(bucket) - movedCounts[bucket];
            if (count > 0)
            {
                Move(bucket, count, source.Sum(bucket) * scale - movedSums[bucket]);
            }
        }
    }

    void Move(int bucket, long count, double sum)
    {
        // Clamped, because the sum may be ahead of the count by a value in flight.
        var lowest = bucket == 0 ? 0 : Math.BitIncrement(bounds[bucket - 1]);
        var highest = bucket < bounds.Length ? bounds[bucket] : double.MaxValue;
        var mean = Math.Clamp(sum / count, lowest, highest);
        target.Observe(mean, count);
        movedCounts[bucket] += count;
        movedSums[bucket] += mean * count;
    }
}
