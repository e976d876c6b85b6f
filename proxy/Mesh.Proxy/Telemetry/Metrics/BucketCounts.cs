using System.Numerics;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>
/// One histogram of one worker: written by that worker, read by the exporter. A sum is kept for each bucket, not for the whole, because that is what
/// lets the exporter replay counts into prometheus-net exactly: the mean of a bucket's values lies in that bucket (see <see cref="HistogramReplay"/>).
/// </summary>
sealed class BucketCounts(long[] bounds)
{
    /// <summary>By a value's highest bit, the first bucket it may belong to: what is left to search is a bucket or two.</summary>
    readonly byte[] starts = [.. Enumerable.Range(0, 63).Select(bit => FirstBucket(bounds, bit))];
    readonly long[] counts = new long[bounds.Length + 1];
    readonly long[] sums = new long[bounds.Length + 1];

    public int Buckets => counts.Length;

    public void Add(long value)
    {
        var bucket = value > 0 ? starts[BitOperations.Log2((ulong)value)] : 0;
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

    static byte FirstBucket(long[] bounds, int bit) => (byte)bounds.Count(bound => bound < 1L << bit);
}
