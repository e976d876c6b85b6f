using System.Net;
using System.Text.Json;
using Mesh.Contract;
using Xunit;

namespace Mesh.ControlPlane.Tests.Distribution;

/// <summary>The HTTP side: readiness, metrics, who runs what.</summary>
public sealed class MonitoringTests
{
    static async Task<(HttpStatusCode Status, string Text)> GetAsync(TestControlPlane plane, string path)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://{plane.MonitoringEndPoint}{path}"), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_runs_what_is_told()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Make.Service("s"));
        await using var proxy = await plane.ProxyAsync("a.default");
        var set = await proxy.ReceiveAsync();
        await proxy.AckAsync();
        await TestControlPlane.UntilAsync(() => plane.Distributor.Proxies is [{ State: "SYNCED" }], "the acknowledgement");

        using var sync = JsonDocument.Parse((await GetAsync(plane, "/debug/syncz")).Text);
        var one = sync.RootElement[0];
        Assert.Equal("a.default", one.GetProperty("node").GetString());
        Assert.Equal("SYNCED", one.GetProperty("state").GetString());
        Assert.Equal(set.Generation, one.GetProperty("generation_acked").GetUInt64());

        using var config = JsonDocument.Parse((await GetAsync(plane, "/debug/config?node=a.default")).Text);
        Assert.Equal(["Workload", "Service", "Endpoints"], config.RootElement.EnumerateArray().Select(r => r.GetProperty("kind").GetString()));
        Assert.Equal("10.96.0.2", config.RootElement[1].GetProperty("body").GetProperty("addresses")[0].GetProperty("address").GetString());
    }

    [Fact]
    public async Task Metrics_have_pilots_names()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Make.Service("s"));
        await using var proxy = await plane.ProxyAsync("a.default");
        await proxy.ReceiveAsync();
        var (_, text) = await GetAsync(plane, "/metrics");
        Assert.Contains("\npilot_xds 1\n", text);
        Assert.Contains("\npilot_services 1\n", text);
        Assert.Contains("\npilot_xds_pushes{type=\"delta\"} 1\n", text);
    }

    [Theory]
    [InlineData("/ready", HttpStatusCode.OK)]
    [InlineData("/version", HttpStatusCode.OK)]
    [InlineData("/debug/config?node=nobody", HttpStatusCode.NotFound)]
    [InlineData("/debug/config", HttpStatusCode.NotFound)]
    [InlineData("/else", HttpStatusCode.NotFound)]
    public async Task Each_path_has_its_status(string path, HttpStatusCode expected)
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Make.Service("s"));
        Assert.Equal(expected, (await GetAsync(plane, path)).Status);
    }

    [Fact]
    public async Task It_is_not_ready_before_there_is_config()
    {
        await using var plane = await TestControlPlane.StartAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(plane, "/ready")).Status);
    }

    [Fact]
    public async Task A_proxy_that_rejects_is_shown_with_its_reason()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: Make.Service("s"));
        await using var proxy = await plane.ProxyAsync("a.default");
        var set = await proxy.ReceiveAsync();
        await proxy.SendAsync(new ClientMessage
        {
            Reject = new Reject { Generation = set.Generation, Rejections = { new Rejection { Kind = Kind.Routes, Name = "r", Reason = "because" } } },
        });
        await TestControlPlane.UntilAsync(() => plane.Distributor.Proxies is [{ State: "REJECTED" }], "the rejection");
        var (_, text) = await GetAsync(plane, "/debug/syncz");
        Assert.Contains("\"reason\": \"because\"", text);
    }
}
