using Mesh.Contract;
using Xunit;

namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>What is carried without being understood: TLS by name, TCP at gateways, and who calls (2.18, 2.20, 3.31, 3.32, 4.32).</summary>
public sealed class OpaqueTests
{
    const string Secure = """
        apiVersion: v1
        kind: Service
        metadata: {name: secure, namespace: default}
        spec: {clusterIP: 10.96.0.9, ports: [{name: https, port: 443}]}

        """;

    static string TlsRule(string match) => $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: secure, namespace: default}
        spec:
          hosts: [secure]
          tls:
          - match: [{sniHosts: [secure], {{match}} }]
            route: [{destination: {host: secure} }]

        """;

    static string Server(string protocol, string tls) => $$"""
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: edge, namespace: default}
        spec:
          selector: {istio: ingressgateway}
          servers: [{port: {number: 8443, name: x, protocol: {{protocol}} }, hosts: ["*"]{{tls}} }]

        """;

    [Theory]
    [InlineData("sourceLabels: {app: x}", "app=x", true)]
    [InlineData("sourceLabels: {app: x}", "app=y", false)]
    [InlineData("sourceNamespace: default", "", true)]
    [InlineData("sourceNamespace: other", "", false)]
    [InlineData("gateways: [mesh]", "", true)]
    [InlineData("gateways: [edge]", "", false)]
    public void A_rule_of_tls_is_for_the_clients_it_names(string match, string labels, bool has)
    {
        var mesh = TestMesh.Of(Secure, TlsRule(match));
        Assert.Equal(has ? 1 : 0, mesh.Routes(TestMesh.Sidecar(labels: labels)).Sum(routes => routes.Tls.Count));
    }

    [Theory]
    [InlineData("TLS", ", tls: {mode: PASSTHROUGH}", true)]
    [InlineData("HTTPS", ", tls: {}", true)]
    [InlineData("TLS", ", tls: {mode: AUTO_PASSTHROUGH}", null)]
    [InlineData("HTTPS", ", tls: {mode: SIMPLE, credentialName: c}", null)]
    [InlineData("TCP", "", false)]
    [InlineData("MONGO", "", false)]
    public void Gateways_open_what_they_can_serve(string protocol, string tls, bool? passthrough) =>
        Assert.Equal(passthrough, TestMesh.Of(Server(protocol, tls)).GatewayServers(TestMesh.Gateway()).SingleOrDefault()?.TlsPassthrough);

    [Fact]
    public void Servers_of_different_kinds_on_one_port_stay_apart()
    {
        var http = Server("HTTP", "").Replace("edge", "web", StringComparison.Ordinal);
        var servers = TestMesh.Of(http, Server("TLS", ", tls: {mode: PASSTHROUGH}")).GatewayServers(TestMesh.Gateway());
        Assert.Equal([Protocol.Http, Protocol.Tls], servers.Select(server => server.Protocol).Order());
    }

    [Theory]
    [InlineData("defaultConfig: {gatewayTopology: {proxyProtocol: {}, numTrustedProxies: 1}, concurrency: 2}", true)]
    [InlineData("defaultConfig: {gatewayTopology: {numTrustedProxies: 1}}", false)]
    [InlineData("trustDomain: a", false)]
    public void The_mesh_s_gateway_topology_is_for_gateways(string meshConfig, bool asks)
    {
        var mesh = TestMesh.Of($$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data: {mesh: "{{meshConfig}}"}
            """);
        Assert.Equal((asks, false), (mesh.Workload(TestMesh.Gateway()).GatewayProxyProtocol, mesh.Workload(TestMesh.Sidecar()).GatewayProxyProtocol));
    }
}
