namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>
/// One histogram of one worker: written by that worker, read by the exporter. A sum is kept for each bucket, not for the whole, because that is what
/// lets the exporter replay counts into prometheus-net exactly: the mean of a bucket's values lies in that bucket (see <see cref="HistogramReplay"/>).
/// </summary>
sealed class BucketCounts(long[] bounds)
{
    readonly long[] counts = new long[bounds.Length + 1];
    readonly long[] sums = new long[bounds.Length + 1];

    public int Buckets => counts.Length;

    public void Add(long value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        // The sum first: a reader that sees the count then sees its sum as well.
        Volatile.Write(ref sums[bucket], sums[bucket] + value);
        Volatile.Write(ref counts[bucket], counts[bucket] + 1);
    }

    public long Count(int bucket) => Volatile.Read(ref counts[bucket]);

    public long Sum(int bucket) => Volatile.Read(ref sums[bucket]);
}
