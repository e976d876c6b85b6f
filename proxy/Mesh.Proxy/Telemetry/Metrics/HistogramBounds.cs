namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>Istio's histogram buckets (7.4), in the units that workers count in.</summary>
static class HistogramBounds
{
    /// <summary>Upper bounds (inclusive) as they are exported: milliseconds or bytes. The last bucket, +Inf, is implied.</summary>
    public static readonly double[] Istio =
    [
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000, 1800000, 3600000,
    ];

    /// <summary>For whole numbers (bytes): the largest value that still belongs to each bucket.</summary>
    public static long[] ForWholeNumbers(double[] bounds) => Array.ConvertAll(bounds, bound => (long)Math.Floor(bound));

    /// <summary>For durations in ticks of a clock of the given frequency; bounds are milliseconds.</summary>
    public static long[] ForTicks(double[] bounds, long frequency) => Array.ConvertAll(bounds, bound => (long)(bound * frequency / 1000));
}
