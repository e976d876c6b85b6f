using System.Diagnostics;
using Mesh.ControlPlane.Validation;
using Xunit;

namespace Mesh.ControlPlane.Tests.Validation;

/// <summary>Lists as long as a file has room for are judged in near-linear time: each against each would take half a minute.</summary>
public sealed class LargeListTests
{
    const int Count = 50_000;

    static readonly TimeSpan Enough = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("h#.example.com")]
    [InlineData("*.h#.example.com")]
    public void Fifty_thousand_hosts_take_seconds_at_most(string pattern)
    {
        string[] hosts = [.. Enumerable.Range(0, Count).Select(i => pattern.Replace("#", $"{i}"))];
        var watch = Stopwatch.StartNew();
        var index = new HostIndex(hosts);
        Assert.All(index.Overlaps(), earlier => Assert.Equal(-1, earlier));
        Assert.True(Array.TrueForAll(hosts, index.Covers));
        Assert.True(watch.Elapsed < Enough, $"{watch.Elapsed}");
    }
}
