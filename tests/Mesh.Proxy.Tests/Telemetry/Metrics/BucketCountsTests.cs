using Mesh.Proxy.Telemetry.Metrics;
using Xunit;

namespace Mesh.Proxy.Tests.Telemetry.Metrics;

public sealed class BucketCountsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(499_999, 0)]
    [InlineData(500_000, 0)]
    [InlineData(500_001, 1)]
    [InlineData(1_000_000, 1)]
    [InlineData(1_000_001, 2)]
    [InlineData(3_600_000_000_000, 18)]
    [InlineData(3_600_000_000_001, 19)]
    [InlineData(long.MaxValue, 19)]
    public void A_duration_falls_into_the_bucket_whose_bound_it_does_not_exceed(long nanoseconds, int bucket)
    {
        var counts = new BucketCounts(HistogramBounds.ForTicks(HistogramBounds.Istio, 1_000_000_000));

        counts.Add(nanoseconds);

        Assert.Equal(1, counts.Count(bucket));
        Assert.Equal(nanoseconds, counts.Sum(bucket));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 2)]
    [InlineData(6, 3)]
    [InlineData(3_600_000, 18)]
    [InlineData(3_600_001, 19)]
    public void A_size_falls_into_the_bucket_whose_bound_it_does_not_exceed(long bytes, int bucket)
    {
        var counts = new BucketCounts(HistogramBounds.ForWholeNumbers(HistogramBounds.Istio));

        counts.Add(bytes);

        Assert.Equal(1, counts.Count(bucket));
    }

    [Fact]
    public void Bounds_are_istios()
    {
        Assert.Equal(
            "0.5,1,5,10,25,50,100,250,500,1000,2500,5000,10000,30000,60000,300000,600000,1800000,3600000",
            string.Join(',', HistogramBounds.Istio));
    }
}
