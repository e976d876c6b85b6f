namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>One series of one worker on its way into prometheus-net's children, which series of equal labels share.</summary>
sealed class SeriesReplay(Series series, CounterReplay[] counters, HistogramReplay[] histograms)
{
    public Series Series { get; } = series;

    public void Move()
    {
        foreach (var counter in counters)
        {
            counter.Move();
        }

        foreach (var histogram in histograms)
        {
            histogram.Move();
        }
    }
}
