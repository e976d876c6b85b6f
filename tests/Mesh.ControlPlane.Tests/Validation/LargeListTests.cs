using System.Diagnostics;
using Mesh.ControlPlane.Resources.Reading;
using Xunit;

namespace Mesh.ControlPlane.Tests.Validation;

/// <summary>Lists as long as a file has room for are judged in linear time.</summary>
public sealed class LargeListTests
{
    const int Count = 50_000;

    static readonly TimeSpan Enough = TimeSpan.FromSeconds(2);

    static (TimeSpan Elapsed, ReadResult Result) Read(string spec)
    {
        var text = $"apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: x}}\nspec:\n{spec}";
        var watch = Stopwatch.StartNew();
        var result = Assert.Single(ResourceReader.Read("a.yaml", text));
        return (watch.Elapsed, result);
    }

    static string Hosts(string pattern) => "  hosts:\n" + string.Concat(Enumerable.Range(0, Count).Select(i => $"  - '{pattern}'\n".Replace("#", $"{i}")));

    [Theory]
    [InlineData("h#.example.com")]
    [InlineData("*.h#.example.com")]
    public void Fifty_thousand_hosts_take_seconds_at_most(string pattern)
    {
        var (elapsed, result) = Read(Hosts(pattern) + "  http: [{route: [{destination: {host: a}}]}]\n");
        Assert.Empty(result.Diagnostics);
        Assert.True(elapsed < Enough, $"{elapsed}");
    }

    [Fact]
    public void Fifty_thousand_names_of_a_handshake_are_looked_up()
    {
        var names = string.Concat(Enumerable.Range(0, Count).Select(i => $"      - h{i}.example.com\n"));
        var (elapsed, result) = Read(
            Hosts("h#.example.com") + $"  tls:\n  - match:\n    - sniHosts:\n{names}      port: 443\n    route: [{{destination: {{host: a}}}}]\n");
        Assert.NotNull(result.Resource);
        Assert.True(elapsed < Enough, $"{elapsed}");
    }
}
