using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Netns;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>Destinations outside the mesh: let through or not, made known by ServiceEntries, hidden by scopes.</summary>
public sealed class UnknownDestinationTests : IClassFixture<UnknownDestinationTests.Fixture>, IAsyncLifetime
{
    const string RegistryOnly = MeshTopology.DefaultMeshConfig + "outboundTrafficPolicy: {mode: REGISTRY_ONLY}\n";

    readonly Fixture fixture;

    public UnknownDestinationTests(Fixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    // Every test starts from ALLOW_ANY and no resources of its own.
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(fixture.Mesh.Control.ConfigPath, "test.yaml")))
        {
            await fixture.Mesh.Control.Edit("test.yaml", null);
        }

        await fixture.Mesh.Control.EditMesh(MeshTopology.DefaultMeshConfig + $"# {Guid.NewGuid()}\n");
    }

    [Fact]
    public async Task UnknownDestinationsPassWhereAnyIsAllowed()
    {
        // 5.27 ALLOW_ANY (the default), 1.23: an HTTP port of some service, a port of no service, and bytes that are not HTTP.
        Assert.Equal("outside:80", await Curl.Get(fixture.Client.Host, $"http://{Fixture.Outside}/any"));
        Assert.Equal("outside:8000", await Curl.Get(fixture.Client.Host, $"http://{Fixture.Outside}:8000/any"));
        using var tcp = await RawConnection.Open(fixture.Client.Host, Fixture.Outside, 7000);
        Assert.Equal("outside:7000", await tcp.ReadToEnd());

        Assert.Equal("PassthroughCluster", (await fixture.Client.Sidecar.WaitForLog(line => line.Path == "/any" && line.Authority == Fixture.Outside)).UpstreamCluster);
        Assert.Equal("PassthroughCluster", (await fixture.Client.Sidecar.WaitForLog(line => line.Path == "/any" && line.Authority == $"{Fixture.Outside}:8000")).UpstreamCluster);
        Assert.Contains(
            await fixture.Client.Sidecar.Scrape(),
            sample => sample.Name == "istio_requests_total" && sample["destination_service_name"] == "PassthroughCluster" && sample["response_code"] == "200");
    }

    [Fact]
    public async Task UnknownDestinationsAreRefusedWhereOnlyTheRegistryCounts()
    {
        // 5.27 REGISTRY_ONLY: HTTP learns it by 502, on whatever port; other protocols by the end of the connection.
        await fixture.Mesh.Control.EditMesh(RegistryOnly);

        Assert.Equal(502, await Curl.Status(fixture.Client.Host, $"http://{Fixture.Outside}/registry-only"));
        Assert.Equal(502, await Curl.Status(fixture.Client.Host, $"http://{Fixture.Outside}:8000/"));
        Assert.Contains(await RawConnection.HowItEnds(fixture.Client.Host, Fixture.Outside, 7000), (string[])["end", "reset"]);
        var line = await fixture.Client.Sidecar.WaitForLog(line => line.Path == "/registry-only");
        Assert.Equal(502, line.Code);
    }

    [Theory]
    [InlineData("STATIC", "198.18.0.1", "outside:8000")]
    [InlineData("NONE", Fixture.Outside, "outside:80")]
    [InlineData("DNS", "198.18.0.1", "outside:8000")]
    public async Task AServiceEntryMakesAHostReachable(string resolution, string dialled, string answer)
    {
        // 5.12; 5.13 STATIC takes the endpoints listed, NONE the address that was dialled; 5.14 DNS what the name resolves to.
        var endpoints = resolution switch
        {
            "STATIC" => $"endpoints: [{{address: {Fixture.Outside}}}]",
            "DNS" => "endpoints: [{address: backend.outside.test}]",
            _ => "",
        };
        var targetPort = resolution == "NONE" ? "" : ", targetPort: 8000";
        await fixture.Mesh.Control.EditMesh(RegistryOnly);
        string[] curl = ["--resolve", $"api.example.com:80:{dialled}", "http://api.example.com/"];
        Assert.Equal(502, await Curl.Status(fixture.Client.Host, curl));

        await fixture.Mesh.Control.Edit("test.yaml", $$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: api, namespace: default}
            spec:
              hosts: [api.example.com]
              location: MESH_EXTERNAL
              ports: [{number: 80, name: http, protocol: HTTP{{targetPort}} }]
              resolution: {{resolution}}
              {{endpoints}}
            """);

        // A name is resolved after it is learned: the first requests may come before the answer.
        await Eventually.Get("the host's answer", () => Curl.Get(fixture.Client.Host, curl), body => body == answer);
        Assert.Equal(answer, await Curl.Get(fixture.Client.Host, curl));
    }

    [Fact]
    public async Task ATcpServiceEntryIsReachedByItsAddresses()
    {
        // 5.12, 5.13
        await fixture.Mesh.Control.EditMesh(RegistryOnly);
        await fixture.Mesh.Control.Edit("test.yaml", $$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: db, namespace: default}
            spec:
              hosts: [db.example.com]
              addresses: [198.18.7.0/24]
              ports: [{number: 7001, name: tcp, protocol: TCP, targetPort: 7000}]
              resolution: STATIC
              endpoints: [{address: {{Fixture.Outside}} }]
            """);

        using var known = await RawConnection.Open(fixture.Client.Host, "198.18.7.9", 7001);
        Assert.Equal("outside:7000", await known.ReadToEnd());
        using var unknown = await RawConnection.Open(fixture.Client.Host, "198.18.8.9", 7001);
        Assert.Contains(await unknown.HowItEnds(), (string[])["end", "reset"]);
    }

    [Fact]
    public async Task ASidecarLimitsWhatItsWorkloadsReach()
    {
        // 5.23
        await fixture.Mesh.Control.EditMesh(RegistryOnly);
        await fixture.Mesh.Control.Edit("test.yaml", StaticEntry("one", "default") + StaticEntry("two", "default"));
        Assert.Equal(200, await StatusOf("one"));
        Assert.Equal(200, await StatusOf("two"));

        await fixture.Mesh.Control.Edit("test.yaml", StaticEntry("one", "default") + StaticEntry("two", "default") + """
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: default, namespace: default}
            spec:
              egress: [{hosts: ["./one.example.com"]}]
            """);

        Assert.Equal(200, await StatusOf("one"));
        Assert.Equal(502, await StatusOf("two"));
    }

    [Fact]
    public async Task ExportToKeepsHostsAndRoutesInTheirNamespace()
    {
        // 3.3, and the same of ServiceEntries.
        await fixture.Mesh.Control.EditMesh(RegistryOnly);
        await fixture.Mesh.Control.Edit("test.yaml", StaticEntry("hidden", "other", "exportTo: [.]") + StaticEntry("shown", "other", "exportTo: [\"*\"]") + Route("[.]"));
        Assert.Equal(502, await StatusOf("hidden"));
        Assert.Equal(200, await StatusOf("shown"));

        await fixture.Mesh.Control.Edit("test.yaml", StaticEntry("hidden", "other", "exportTo: [default]") + StaticEntry("shown", "other", "exportTo: [\"*\"]") + Route("[default]"));

        Assert.Equal(200, await StatusOf("hidden"));
        Assert.Equal(404, await StatusOf("shown"));
    }

    // Where it is seen, other paths have no route (3.33).
    static string Route(string exportTo) => $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: shown, namespace: other}
        spec:
          hosts: [shown.example.com]
          exportTo: {{exportTo}}
          http:
          - match: [{uri: {prefix: /only-here} }]
            route: [{destination: {host: shown.example.com} }]
        """;

    static string StaticEntry(string name, string @namespace, string extra = "exportTo: [\"*\"]") => $$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: {{name}}, namespace: {{@namespace}} }
        spec:
          hosts: [{{name}}.example.com]
          {{extra}}
          ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8000}]
          resolution: STATIC
          endpoints: [{address: {{Fixture.Outside}} }]
        ---

        """;

    Task<int> StatusOf(string name) => Curl.Status(fixture.Client.Host, "--resolve", $"{name}.example.com:80:198.18.0.1", $"http://{name}.example.com/");

    public sealed class Fixture : MeshFixture
    {
        public const string Outside = "10.77.0.50";

        public Pod Client { get; private set; } = null!;

        // A service on port 80, so that port 80 is known to be HTTP.
        protected override IReadOnlyDictionary<string, string> Config => new Dictionary<string, string>
        {
            ["web.yaml"] = MeshYaml.Service("web", "10.96.0.30", [("http", 80, 9080)], [("web", "10.77.0.20")]),
        };

        protected override async Task Build(MeshTopology mesh)
        {
            var outside = await mesh.AddPod("outside", 50);
            outside.RunTcp(80, new ScriptedHttp("outside:80").Serve);
            outside.RunTcp(8000, new ScriptedHttp("outside:8000").Serve);
            outside.RunTcp(7000, async (socket, _) =>
            {
                using var connection = new RawConnection(socket);
                await connection.Send("outside:7000");
            });

            Client = await mesh.AddPod("client", 10);
            PodNetwork.SetHosts(Client.Host, [$"{Outside} backend.outside.test"]);
            await Client.Capture();
            await Client.StartSidecar(mesh.DefaultOptions(Client));
        }
    }
}
