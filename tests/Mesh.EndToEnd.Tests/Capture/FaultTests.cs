using Mesh.EndToEnd.Tests.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>Requests that cannot be served: what the client gets, and what both sides' logs and metrics say of it (7.1, 7.15, 7.19).</summary>
public sealed class FaultTests : IClassFixture<RoutingFixture>
{
    readonly RoutingFixture fixture;

    public FaultTests(RoutingFixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Theory]
    [InlineData("http://web/no-route", 404, "NR", "route_not_found")] // 3.33: a VirtualService exists, nothing matches
    [InlineData("http://web/unknown-subset", 503, "NC", "cluster_not_found")] // 3.14
    [InlineData("http://empty/no-endpoint", 503, "UH", "no_healthy_upstream")]
    [InlineData("http://closed/refused", 503, "UF", "upstream_reset_before_response_started")]
    public async Task ClientsSideFaultsAreAnsweredLoggedAndCounted(string url, int status, string flags, string details)
    {
        Assert.Equal(status, await Curl.Status(fixture.Client.Host, url));

        var line = await fixture.Client.Sidecar.WaitForLog(line => line.Path == new Uri(url).AbsolutePath);
        Assert.Equal((status, flags), (line.Code, line.Flags));
        Assert.StartsWith(details, line.Details);
        await Counted(fixture.Client, "source", status, flags);
    }

    [Fact]
    public async Task AnApplicationThatIsDownIsTheServersFaultOnBothSides()
    {
        Assert.Equal(503, await Curl.Status(fixture.Client.Host, "http://down/app-is-down"));

        // The server's sidecar could not connect; for the client's it is an answer like any other.
        var destination = await fixture.Web.Sidecar.WaitForLog(line => line.Path == "/app-is-down");
        var source = await fixture.Client.Sidecar.WaitForLog(line => line.Path == "/app-is-down");
        Assert.Equal((503, "UF"), (destination.Code, destination.Flags));
        Assert.Equal((503, "-"), (source.Code, source.Flags));
        Assert.Equal("via_upstream", source.Details);
        await Counted(fixture.Web, "destination", 503, "UF");
        await Counted(fixture.Client, "source", 503, "-");
    }

    [Fact]
    public async Task AClientThatLeavesIsLoggedAsThat()
    {
        await using var app = fixture.Web.RunTcp(9081, async (socket, cancel) =>
        {
            using var connection = new RawConnection(socket);
            await connection.WaitForEnd(cancel);
        });

        var (exitCode, _, _) = await Curl.Try(fixture.Client.Host, "--max-time", "0.5", "http://web/exact?leaving");

        Assert.Equal(28, exitCode);
        var source = await fixture.Client.Sidecar.WaitForLog(line => line.Path == "/exact?leaving");
        Assert.Equal((0, "DC"), (source.Code, source.Flags));
    }

    static Task Counted(Pod pod, string reporter, int status, string flags) => Eventually.True(
        $"{reporter} {status} {flags} being counted",
        async () => (await pod.Sidecar.Scrape()).Any(sample =>
            sample.Name == "istio_requests_total" && sample["reporter"] == reporter && sample["response_code"] == $"{status}" && sample["response_flags"] == flags && sample.Value > 0));
}
