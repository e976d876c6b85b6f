using Mesh.EndToEnd.Tests.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>What a VirtualService changes, as the application gets it.</summary>
public sealed class RoutingTests : IClassFixture<RoutingFixture>
{
    readonly RoutingFixture fixture;

    public RoutingTests(RoutingFixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Theory]
    [InlineData("/old/a/b?q=/old/", "GET /new/a/b?q=/old/ HTTP/1.1", "inner.example")] // 3.19: prefix and authority
    [InlineData("/exact?keep=me", "GET /replaced?keep=me HTTP/1.1", "web")] // 3.19: whole path
    [InlineData("/users/42/orders?x=/users/7/y", "GET /orders/of/42?x=/users/7/y HTTP/1.1", "web")] // 3.20: groups; the query is untouched
    [InlineData("/users/nobody/orders", "GET /users/nobody/orders HTTP/1.1", "web")] // 3.20: what does not match stays
    public async Task PathsAreRewritten(string asked, string line, string host)
    {
        var head = await HeadAtTheApp(asked);

        Assert.StartsWith(line + "\r\n", head);
        Assert.Equal([host], Values(head, "host"));
        if (!line.Contains($" {asked} ", StringComparison.Ordinal))
        {
            Assert.Equal([asked], Values(head, "x-envoy-original-path"));
        }
    }

    [Fact]
    public async Task HeadersAreEditedAtRouteAndDestination()
    {
        // 3.30
        var app = new ScriptedHttp("ok", "X-Secret: s\r\nX-Answer: original\r\n");
        await using var serving = fixture.Web.RunTcp(9081, app.Serve);

        var answer = await Curl.Get(fixture.Client.Host, "-i", "-H", "X-Set: mine", "-H", "X-Add: mine", "-H", "X-Remove: gone", "http://web/edit");

        var head = Assert.Single(app.Heads);
        Assert.Equal(["route"], Values(head, "x-set"));
        Assert.Equal(["mine", "destination", "route"], Values(head, "x-add").SelectMany(value => value.Split(',')).Order(new AsListed("mine", "destination", "route")));
        Assert.Empty(Values(head, "x-remove"));
        Assert.Equal(["edited"], Values(answer, "x-answer"));
        Assert.Equal(["destination"], Values(answer, "x-answer-too"));
        Assert.Empty(Values(answer, "x-secret"));
    }

    [Fact]
    public async Task ATimeoutAnswers504AndFastRequestsPass()
    {
        // 3.21
        Assert.Equal(504, await Curl.Status(fixture.Client.Host, "http://web/slow?ms=5000"));
        Assert.Equal(200, await Curl.Status(fixture.Client.Host, "http://web/slow?ms=1"));

        var line = await fixture.Client.Sidecar.WaitForLog(line => line.Path == "/slow?ms=5000");
        Assert.Equal("UT", line.Flags);
        Assert.Equal("slow", line.RouteName);
    }

    [Fact]
    public async Task UneditedHeadersKeepTheirCaseAndOrder()
    {
        var app = new ScriptedHttp("ok");
        await using var serving = fixture.Web.RunTcp(9081, app.Serve);
        using var client = await RawConnection.Open(fixture.Client.Host, "10.96.0.30", 80);

        await client.Send("GET /users/1/x HTTP/1.1\r\nHost: web\r\nX-Zebra: 1\r\nx-ALPHA: 2\r\nX-Zebra: 3\r\n\r\n");
        await client.ReadMessage();

        var head = Assert.Single(app.Heads);
        var names = head.Split("\r\n").Where(line => line.StartsWith("x-z", StringComparison.OrdinalIgnoreCase) || line.StartsWith("x-a", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["X-Zebra: 1", "x-ALPHA: 2", "X-Zebra: 3"], names);
    }

    [Fact]
    public async Task PeerMetadataDoesNotReachTheApplication()
    {
        // 2.25: exchanged between sidecars, consumed on inbound.
        var head = await HeadAtTheApp("/users/1/x");

        Assert.Empty(Values(head, "x-envoy-peer-metadata"));
        Assert.Empty(Values(head, "x-envoy-peer-metadata-id"));
        Assert.Single(Values(head, "x-request-id"));
        Assert.Equal(["http"], Values(head, "x-forwarded-proto"));
    }

    async Task<string> HeadAtTheApp(string path)
    {
        var app = new ScriptedHttp("ok");
        await using var serving = fixture.Web.RunTcp(9081, app.Serve);
        Assert.Equal("ok", await Curl.Get(fixture.Client.Host, $"http://web{path}"));
        return Assert.Single(app.Heads);
    }

    static string[] Values(string head, string name) =>
        [.. head.Split("\r\n").Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim())];

    sealed class AsListed(params string[] order) : IComparer<string>
    {
        public int Compare(string? x, string? y) => Array.IndexOf(order, x?.Trim()).CompareTo(Array.IndexOf(order, y?.Trim()));
    }
}
