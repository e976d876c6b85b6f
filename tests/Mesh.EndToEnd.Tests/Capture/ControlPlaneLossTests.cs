using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Netns;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>The control plane goes away; the mesh does not (11.11).</summary>
public sealed class ControlPlaneLossTests : IClassFixture<ControlPlaneLossTests.Fixture>
{
    readonly Fixture fixture;

    public ControlPlaneLossTests(Fixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Fact]
    public async Task TrafficGoesOnProxiesRestartFromDiskAndLaterEditsArrive()
    {
        Assert.Equal(200, await Status("/first"));
        Assert.Equal(404, await Status("/second"));

        await fixture.Mesh.Control.Kill();
        for (var request = 0; request < 20; request++)
        {
            Assert.Equal(200, await Status("/first"));
        }

        // The last good snapshot is on disk: both ends start from it, and are ready, with nobody to ask (11.1).
        await fixture.Client.Sidecar.Restart();
        await fixture.Web.Sidecar.Restart();
        Assert.True(await fixture.Client.Sidecar.IsReady());
        Assert.Equal(200, await Status("/first"));
        Assert.Equal(404, await Status("/second"));

        await fixture.Mesh.Control.Restart();
        await Eventually.Get(
            "both proxies' return", fixture.Mesh.Control.ProxyStates, states => states.Count == 2 && states.Values.All(state => state == "SYNCED"), TimeSpan.FromSeconds(60));
        await fixture.Mesh.Control.Edit("rules.yaml", Fixture.Rules("/second"));

        Assert.Equal(404, await Status("/first"));
        Assert.Equal(200, await Status("/second"));
    }

    Task<int> Status(string path) => Curl.Status(fixture.Client.Host, $"http://web{path}");

    public sealed class Fixture : MeshFixture
    {
        public Pod Client { get; private set; } = null!;

        public Pod Web { get; private set; } = null!;

        protected override IReadOnlyDictionary<string, string> Config => new Dictionary<string, string>
        {
            ["web.yaml"] = MeshYaml.Service("web", "10.96.0.30", [("http", 80, 9080)], [("web", "10.77.0.20")]),
            ["rules.yaml"] = Rules("/first"),
        };

        public static string Rules(string path) => $$"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: web, namespace: default}
            spec:
              hosts: [web]
              http:
              - match: [{uri: {exact: {{path}} } }]
                route: [{destination: {host: web} }]
            """;

        protected override async Task Build(MeshTopology mesh)
        {
            Web = await mesh.AddMeshedPod("web", 20);
            await Web.RunEcho("web");
            Client = await mesh.AddMeshedPod("client", 10);
            PodNetwork.SetHosts(Client.Host, ["10.96.0.30 web"]);
        }
    }
}
