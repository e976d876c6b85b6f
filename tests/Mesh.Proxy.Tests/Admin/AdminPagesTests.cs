using System.Net;
using System.Text.Json;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Detection;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Proxy.Tests.Telemetry;
using Mesh.Proxy.Tests.Telemetry.Metrics;
using Xunit;

namespace Mesh.Proxy.Tests.Admin;

[Collection("the process's log")]
public sealed class AdminPagesTests
{
    readonly AdminClient client = new();

    [Fact]
    public void Help_lists_every_page_and_each_of_them_answers()
    {
        client.Host.Publish();
        var help = client.Get("/help").Body;
        var pages = help.Split('\n')[1..^1].Select(line => line.Trim().Split(':')[0]).ToArray();

        Assert.Superset(
            new HashSet<string> { "/server_info", "/config_dump", "/clusters", "/listeners", "/detection", "/stats", "/stats/prometheus", "/logging", "/memory", "/certs", "/ready", "/quitquitquit" },
            pages.ToHashSet());
        Assert.All(pages, page => Assert.Equal(200, client.Ask(help.Contains($"{page}:") && IsPost(help, page) ? "POST" : "GET", page).Status));
        Assert.Equal(help, client.Get("/").Body);
        Assert.Equal(404, client.Get("/nothing").Status);
    }

    [Fact]
    public void Server_info_names_version_state_and_node()
    {
        client.Host.Control.State = ProxyState.Draining;
        client.Advance(TimeSpan.FromSeconds(90));

        var info = Json("/server_info");

        Assert.Equal("1.2.3", info.GetProperty("version").GetString());
        Assert.Equal("DRAINING", info.GetProperty("state").GetString());
        Assert.Equal("90s", info.GetProperty("uptime_current_epoch").GetString());
        Assert.Equal("sidecar~127.0.0.1~reviews-1.default~default.svc.cluster.local", info.GetProperty("node").GetProperty("id").GetString());
        Assert.Equal(1, info.GetProperty("command_line_options").GetProperty("concurrency").GetInt32());
    }

    [Fact]
    public void Config_dump_shows_resources_with_generation_and_hash_also_those_that_cannot_be_decoded()
    {
        client.Host.Publish();
        client.Host.Control.RejectedResources = ["ROUTES default/bad: no such cluster"];

        var dump = Json("/config_dump");

        Assert.Equal(12, dump.GetProperty("generation").GetInt32());
        Assert.Equal("ROUTES default/bad: no such cluster", dump.GetProperty("rejected")[0].GetString());
        var service = dump.GetProperty("configs")[0];
        Assert.Equal(("SERVICE", "abcd"), (service.GetProperty("kind").GetString(), service.GetProperty("hash").GetString()));
        Assert.Equal(9080, service.GetProperty("body").GetProperty("ports")[0].GetProperty("number").GetInt32());
        Assert.Equal(JsonValueKind.Null, dump.GetProperty("configs")[1].GetProperty("body").ValueKind);
    }

    [Theory]
    [InlineData("?resource=ROUTES", 1)]
    [InlineData("?resource=gateway_server", 0)]
    [InlineData("?name_regex=%5Edefault%2F", 1)]
    [InlineData("?name_regex=review", 2)]
    public void Config_dump_can_be_narrowed(string query, int count)
    {
        client.Host.Publish();

        Assert.Equal(count, Json("/config_dump" + query).GetProperty("configs").GetArrayLength());
    }

    [Theory]
    [InlineData("/config_dump?resource=NONSENSE")]
    [InlineData("/config_dump?name_regex=(")]
    [InlineData("/clusters?filter=(%3F%3Da)")]
    [InlineData("/stats?filter=[")]
    public void What_cannot_be_understood_is_refused_with_a_reason(string target)
    {
        var (status, body) = client.Get(target);

        Assert.Equal(400, status);
        Assert.NotEmpty(body);
    }

    [Fact]
    public void Clusters_print_endpoints_as_envoy_does()
    {
        client.Host.Publish();

        var text = client.Get("/clusters").Body;

        const string endpoint = "outbound|9080||reviews.default.svc.cluster.local::10.0.0.2:9080";
        Assert.Contains($"{endpoint}::rq_total::41\n", text);
        Assert.Contains($"{endpoint}::rq_active::2\n", text);
        Assert.Contains($"{endpoint}::cx_connect_fail::1\n", text);
        Assert.Contains($"{endpoint}::cx_active::2\n", text);
        Assert.Contains($"{endpoint}::cx_total::3\n", text);
        Assert.Contains($"{endpoint}::weight::3\n", text);
        Assert.DoesNotContain("reviews", client.Get("/clusters?filter=%5Eother").Body);
        var status = Json("/clusters?format=json").GetProperty("cluster_statuses")[0].GetProperty("host_statuses")[0];
        Assert.Equal("10.0.0.2", status.GetProperty("address").GetProperty("socket_address").GetProperty("address").GetString());
        Assert.Equal(3, status.GetProperty("weight").GetInt32());
    }

    [Fact]
    public void Stats_come_in_both_forms_and_can_be_filtered()
    {
        client.Host.Worker.Complete(Exchanges.Outbound());

        Assert.Equal(1, Scrape.Parse(client.Get("/stats/prometheus").Body)["envoy_server_live"]);
        Assert.Equal(client.Get("/stats/prometheus").Body.Split('\n')[0], client.Get("/stats?format=prometheus").Body.Split('\n')[0]);
        Assert.Equal("envoy_server_live: 1\n", client.Get("/stats?filter=%5Eenvoy_server_live").Body);
        Assert.Matches("istio_requests_total\\{[^\n]*\\}: 1\n", client.Get("/stats").Body);
    }

    [Fact]
    public void Log_levels_are_listed_and_changed_as_a_whole_or_by_area()
    {
        try
        {
            Assert.Contains("  http: info\n", client.Get("/logging").Body);
            Assert.Contains("  http: debug\n", client.Post("/logging?http=debug").Body);
            Assert.Equal(LogLevel.Info, Log.LevelOf(LogArea.Tcp));
            client.Post("/logging?paths=tcp:off,http:trace");
            Assert.Equal((LogLevel.Off, LogLevel.Trace), (Log.LevelOf(LogArea.Tcp), Log.LevelOf(LogArea.Http)));
            Assert.Equal(400, client.Post("/logging?http=error&nowhere=debug").Status);
            Assert.Equal(400, client.Post("/logging?http=1").Status);
            Assert.Equal(LogLevel.Trace, Log.LevelOf(LogArea.Http));
            client.Post("/logging?level=info");
            Assert.Equal(LogLevel.Info, Log.LevelOf(LogArea.Tcp));
        }
        finally
        {
            Log.SetLevel(LogLevel.Info);
        }
    }

    [Fact]
    public void Detection_shows_what_destinations_spoke_last_and_how_often()
    {
        var mail = new SpokenDestination(Direction.Outbound, new IPEndPoint(IPAddress.Parse("10.0.0.9"), 2525));
        mail.Note(SpokenProtocol.Tcp);
        mail.Note(SpokenProtocol.ServerFirst);
        var web = new SpokenDestination(Direction.Inbound, new IPEndPoint(IPAddress.Parse("10.0.0.1"), 8080));
        web.Note(SpokenProtocol.Http1);
        client.Host.Control.Spoken = [web, mail];
        Assert.Equal("outbound::10.0.0.9:2525::server_first::2\ninbound::10.0.0.1:8080::http1::1\n", client.Get("/detection").Body);
        Assert.Contains("\"protocol\": \"server_first\"", client.Get("/detection?format=json").Body);
    }

    [Theory]
    [InlineData("/drain_listeners", "drain")]
    [InlineData("/drain_listeners?graceful", "drain graceful")]
    [InlineData("/quitquitquit", "shutdown")]
    public void Lifecycle_is_handed_to_the_host(string target, string call)
    {
        Assert.Equal((200, "OK\n"), client.Post(target));
        Assert.Equal([call], client.Host.Control.Calls);
    }

    [Fact]
    public void Readiness_follows_configuration_and_drain()
    {
        var health = new AdminClient(AdminSites.Health);
        var control = health.Host.Control;
        (control.IsReady, control.State) = (false, ProxyState.PreInitializing);
        Assert.Equal(503, Ready(health));
        (control.IsReady, control.State) = (true, ProxyState.Live);
        Assert.Equal(200, Ready(health));
        control.State = ProxyState.Draining;
        Assert.Equal(503, Ready(health));
        Assert.Equal(404, health.Get("/config_dump").Status);
    }

    [Fact]
    public void The_agents_port_serves_metrics_probes_and_hooks_by_any_name()
    {
        var agent = new AdminClient(AdminSites.Agent);

        Assert.Equal(200, agent.Ask("GET", "/stats/prometheus", "Host: pod.example:15020\r\n").Status);
        Assert.Equal(200, agent.Get("/metrics").Status);
        Assert.Equal(200, agent.Get("/healthz/ready").Status);
        Assert.Equal(200, agent.Post("/drain").Status);
        Assert.Equal(200, agent.Post("/quitquitquit").Status);
        Assert.Equal(["drain graceful", "shutdown"], agent.Host.Control.Calls);
    }

    [Fact]
    public void The_agent_quits_for_callers_on_this_host_only()
    {
        var host = new AdminHost(TimeProvider.System);
        var site = AdminSites.Agent(host.Context);
        var request = new AdminRequest { Method = "POST", Path = "/quitquitquit", Query = new Dictionary<string, string>(), Remote = System.Net.IPAddress.Parse("10.0.0.9") };

        Assert.Equal(403, site.Answer(request).Status);
        Assert.Empty(host.Control.Calls);
    }

    static bool IsPost(string help, string page) => help.Split('\n').Single(line => line.StartsWith($"  {page}: ", StringComparison.Ordinal)).EndsWith("(POST)", StringComparison.Ordinal);

    static int Ready(AdminClient health) => health.Get("/healthz/ready").Status;

    JsonElement Json(string target)
    {
        var (status, body) = client.Get(target);
        Assert.Equal(200, status);
        return JsonDocument.Parse(body).RootElement;
    }
}
