using Mesh.EndToEnd.Tests.Harness;
using Xunit;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>The same proxy as an ingress gateway: no capture, listeners from Gateway resources (5.1-5.3).</summary>
public sealed class GatewayTests : IClassFixture<GatewayTests.Fixture>
{
    readonly Fixture fixture;

    public GatewayTests(Fixture fixture)
    {
        Prerequisites.Require();
        this.fixture = fixture;
    }

    [Fact]
    public async Task AHostOfTheGatewayIsRoutedIntoTheMesh()
    {
        // 5.1, 5.2: port 80 of the gateway's service is its target port 8080.
        Assert.Equal("web: GET /into-the-mesh", (await Get("shop.example.com", "/into-the-mesh")).Trim());

        var gateway = await fixture.Gateway.Sidecar.WaitForLog(line => line.Path == "/into-the-mesh");
        var server = await fixture.Web.Sidecar.WaitForLog(line => line.Path == "/into-the-mesh");
        Assert.Equal("outbound|80||web.default.svc.cluster.local", gateway.UpstreamCluster);
        Assert.Equal(gateway.RequestId, server.RequestId);
        var sample = await Eventually.Get(
            "the server's count of the gateway's request",
            async () => (await fixture.Web.Sidecar.Scrape()).FirstOrDefault(sample => sample.Name == "istio_requests_total" && sample["source_workload"] == "gateway"),
            sample => sample is not null);
        Assert.Equal("istio-system", sample!["source_workload_namespace"]);
    }

    [Theory]
    [InlineData("shop.example.org", "/")] // 5.3: not among the server's hosts, though a VirtualService names it
    [InlineData("other.example.com", "/")] // among the server's hosts, but no VirtualService
    [InlineData("shop.example.com", "/nowhere")] // 3.33: no rule matches
    public async Task WhatTheGatewayDoesNotServeIs404(string host, string path)
    {
        Assert.Equal(404, await Curl.Status(fixture.Outside.Host, "-H", $"Host: {host}", $"http://{Fixture.Address}:8080{path}"));
    }

    [Fact]
    public async Task AServerAddedAtRunTimeIsServedAndCutsNothing()
    {
        // 5.2; an edit of listeners leaves connections of other listeners alone.
        using var before = await RawConnection.Open(fixture.Outside.Host, Fixture.Address, 8080);
        await Ask(before);
        Assert.Equal(7, (await Curl.Try(fixture.Outside.Host, $"http://{Fixture.Address}:8081/")).ExitCode);

        await fixture.Mesh.Control.Edit("second.yaml", """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: second, namespace: default}
            spec:
              selector: {istio: ingressgateway}
              servers: [{port: {number: 8081, name: http-second, protocol: HTTP}, hosts: [second.example.com]}]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: second, namespace: default}
            spec:
              hosts: [second.example.com]
              gateways: [second]
              http: [{route: [{destination: {host: web}}]}]
            """);
        await Eventually.Get(
            "the new server's answer",
            async () => (await Curl.Try(fixture.Outside.Host, "-H", "Host: second.example.com", $"http://{Fixture.Address}:8081/second")).Output.Trim(),
            answer => answer == "web: GET /second");
        await Ask(before);

        await fixture.Mesh.Control.Edit("second.yaml", null);
        await Eventually.Get(
            "the removed server's refusal", async () => (await Curl.Try(fixture.Outside.Host, $"http://{Fixture.Address}:8081/")).ExitCode, exitCode => exitCode == 7);
        await Ask(before);
    }

    static async Task Ask(RawConnection connection)
    {
        await connection.Send("GET /status/200 HTTP/1.1\r\nHost: shop.example.com\r\n\r\n");
        var head = await connection.ReadHead();
        Assert.StartsWith("HTTP/1.1 200 ", head);
        await (head.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? connection.ReadUntil("0\r\n\r\n") : connection.Read((int)RawConnection.ContentLength(head)));
    }

    Task<string> Get(string host, string path) => Curl.Get(fixture.Outside.Host, "-H", $"Host: {host}", $"http://{Fixture.Address}:8080{path}");

    public sealed class Fixture : MeshFixture
    {
        public const string Address = "10.77.0.5";

        const string Ingress = """
            apiVersion: v1
            kind: Service
            metadata: {name: istio-ingressgateway, namespace: istio-system}
            spec:
              selector: {istio: ingressgateway}
              ports: [{name: http2, port: 80, targetPort: 8080}]
            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: public, namespace: default}
            spec:
              selector: {istio: ingressgateway}
              servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.example.com"]}]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: shop, namespace: default}
            spec:
              hosts: [shop.example.com, shop.example.org]
              gateways: [public]
              http:
              - match: [{uri: {prefix: /into-the-mesh}}, {uri: {prefix: /status/}}]
                route: [{destination: {host: web}}]
            """;

        public Pod Gateway { get; private set; } = null!;

        public Pod Web { get; private set; } = null!;

        /// <summary>Somebody outside the mesh.</summary>
        public Pod Outside { get; private set; } = null!;

        protected override IReadOnlyDictionary<string, string> Config => new Dictionary<string, string>
        {
            ["web.yaml"] = MeshYaml.Service("web", "10.96.0.30", [("http", 80, 9080)], [("web", "10.77.0.20")]),
            ["ingress.yaml"] = Ingress,
        };

        protected override async Task Build(MeshTopology mesh)
        {
            Web = await mesh.AddMeshedPod("web", 20);
            await Web.RunEcho("web");
            Outside = await mesh.AddPod("outside", 50);
            Gateway = await mesh.AddPod("gateway", 5);
            await Gateway.StartSidecar(mesh.DefaultOptions(Gateway) with
            {
                IsGateway = true,
                Namespace = "istio-system",
                Labels = new Dictionary<string, string> { ["istio"] = "ingressgateway", ["app"] = "istio-ingressgateway" },
            });
        }
    }
}
