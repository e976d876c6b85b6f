using System.Net;
using Mesh.Contract;
using Mesh.ControlPlane.Tests.Compiling;
using Xunit;

namespace Mesh.ControlPlane.Tests.Registry;

/// <summary>Where endpoints of Kubernetes services come from, and whom inbound ports belong to.</summary>
public sealed class EndpointTests
{
    const string Host = "s.default.svc.cluster.local";

    const string NamedPort = """
        apiVersion: v1
        kind: Service
        metadata: {name: s, namespace: default}
        spec:
          selector: {app: s}
          ports: [{name: http, port: 80, targetPort: web}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: s-1, namespace: default, labels: {app: s}}
        spec: {containers: [{name: c, image: i, ports: [{name: web, containerPort: 8080}]}]}
        status: {podIP: 10.0.0.1}
        ---
        """;

    const string Slices = """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: s-a, namespace: default, labels: {kubernetes.io/service-name: s}}
        addressType: IPv4
        ports: [{name: http, port: 1111}]
        endpoints:
        - {addresses: [10.0.0.1], conditions: {ready: true}, zone: z1}
        - {addresses: [10.0.0.2], conditions: {ready: false}}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: s-b, namespace: default, labels: {kubernetes.io/service-name: s}}
        addressType: IPv4
        ports: [{name: http, port: 2222}]
        endpoints:
        - {addresses: [10.0.0.3], conditions: {ready: true}, targetRef: {kind: Pod, name: gone-5b4f6d7c9b-x2x7k}}
        ---
        """;

    const string Old = """
        apiVersion: v1
        kind: Endpoints
        metadata: {name: s, namespace: default}
        subsets:
        - addresses: [{ip: 10.0.0.9}]
          ports: [{name: http, port: 3333}]
        """;

    static string Text(TestMesh mesh) => string.Join(' ', mesh.Endpoints(Host).Endpoints_.Select(endpoint =>
        $"{new IPAddress(endpoint.Ip.Span)}:{string.Join(',', endpoint.Ports.Select(port => $"{port.ServicePort}>{port.Port}"))}"));

    [Fact]
    public void Slices_are_merged_and_go_before_endpoints()
    {
        var mesh = TestMesh.Of(NamedPort, Slices, Old);
        Assert.Equal("10.0.0.1:80>1111 10.0.0.3:80>2222", Text(mesh));
        var endpoints = mesh.Endpoints(Host).Endpoints_;
        Assert.Equal(("s", "z1"), (endpoints[0].Labels["app"], endpoints[0].Locality.Zone));
        Assert.Equal("gone", endpoints[1].Workload.Workload);
    }

    [Fact]
    public void Endpoints_go_before_selected_pods() => Assert.Equal("10.0.0.9:80>3333", Text(TestMesh.Of(NamedPort, Old)));

    [Fact]
    public void A_target_port_by_name_is_the_pods() => Assert.Equal("10.0.0.1:80>8080", Text(TestMesh.Of(NamedPort)));

    [Fact]
    public void A_service_selects_workload_entries_too()
    {
        var mesh = TestMesh.Of(NamedPort, """
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: vm, namespace: default}
            spec: {address: 10.0.0.7, labels: {app: s}, ports: {http: 9999}}
            """);
        Assert.Equal("10.0.0.1:80>8080 10.0.0.7:80>9999", Text(mesh));
    }

    [Fact]
    public void Inbound_ports_are_found_by_address_and_without_one_by_labels()
    {
        var mesh = TestMesh.Of(NamedPort, Slices);
        Assert.Equal([1111u], mesh.Workload(TestMesh.Sidecar(ip: "10.0.0.1")).Inbound.Select(port => port.Port));
        Assert.Equal([2222u], mesh.Workload(TestMesh.Sidecar(ip: "10.0.0.3")).Inbound.Select(port => port.Port));
        Assert.Equal([80u], mesh.Workload(TestMesh.Sidecar(labels: "app=s")).Inbound.Select(port => port.Port));
        Assert.Empty(mesh.Workload(TestMesh.Sidecar(labels: "app=other")).Inbound);
        Assert.Empty(mesh.Workload(TestMesh.Gateway(labels: "app=s", @namespace: "default")).Inbound);
    }

    // (7.14)
    [Fact]
    public void The_access_log_is_off_unless_the_mesh_has_one()
    {
        var log = TestMesh.Of(NamedPort).Workload(TestMesh.Sidecar()).AccessLog;
        Assert.Equal(("", AccessLog.Types.Encoding.Text, ""), (log.Path, log.Encoding, log.Format));
    }

    [Theory]
    [InlineData("{}", "Base")]
    [InlineData("{pathNormalization: {normalization: DEFAULT}}", "Base")]
    [InlineData("{pathNormalization: {normalization: BASE}}", "Base")]
    [InlineData("{pathNormalization: {normalization: NONE}}", "None")]
    [InlineData("{pathNormalization: {normalization: MERGE_SLASHES}}", "MergeSlashes")]
    [InlineData("{pathNormalization: {normalization: DECODE_AND_MERGE_SLASHES}}", "DecodeAndMergeSlashes")]
    public void Path_normalization_reaches_the_workload(string mesh, string mode) =>
        Assert.Equal(mode, WorkloadUnder(mesh, TestMesh.Sidecar()).PathNormalization.ToString());

    [Fact]
    public void Headers_and_trusted_proxies_reach_the_workload()
    {
        const string Mesh = """
            {defaultConfig: {gatewayTopology: {numTrustedProxies: 2}, proxyHeaders: {server: {value: mine}, requestId: {disabled: true}, attemptCount: {disabled: true}, envoyDebugHeaders: {disabled: true}}}}
            """;
        var workload = WorkloadUnder(Mesh.Trim(), TestMesh.Gateway());
        Assert.Equal(2u, workload.TrustedProxies);
        Assert.Equal(
            new ProxyHeaders { Server = "mine", NoRequestId = true, NoAttemptCount = true, NoEnvoyDebug = true },
            workload.Headers);
        Assert.Equal(0u, WorkloadUnder(Mesh.Trim(), TestMesh.Sidecar()).TrustedProxies);
        Assert.Null(WorkloadUnder("{defaultConfig: {proxyHeaders: {server: {disabled: false}}}}", TestMesh.Sidecar()).Headers);
    }

    static Workload WorkloadUnder(string mesh, Node node) => TestMesh.Of($$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data: {mesh: "{{mesh}}"}
        """).Workload(node);

    [Fact]
    public void Mesh_settings_reach_the_workload()
    {
        var mesh = TestMesh.Of("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data:
              mesh: |
                accessLogFile: /dev/stdout
                accessLogEncoding: JSON
                connectTimeout: 3s
                trustDomain: example.org
                outboundTrafficPolicy: {mode: REGISTRY_ONLY}
            """);
        var workload = mesh.Workload(TestMesh.Sidecar());
        Assert.Equal(("/dev/stdout", AccessLog.Types.Encoding.Json), (workload.AccessLog.Path, workload.AccessLog.Encoding));
        Assert.Equal((3000ul, "example.org"), (workload.ConnectTimeoutMs, workload.TrustDomain));
        Assert.Equal(OutboundTrafficPolicy.RegistryOnly, workload.OutboundPolicy);
    }
}
