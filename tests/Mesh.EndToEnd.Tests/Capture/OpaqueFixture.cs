using Mesh.EndToEnd.Tests.Harness;
using Mesh.Testing.Files;
using Mesh.Testing.Processes;

namespace Mesh.EndToEnd.Tests.Capture;

/// <summary>
/// Real servers of other protocols: NATS, which speaks first, behind a port that declares nothing (nats:4222); two TLS servers by openssl (10.96.0.41 and .42,
/// port 443); HAProxy, which takes the PROXY protocol (told:9090) and sends it to a gateway (outside:8080 and :8443).
/// </summary>
public sealed class OpaqueFixture : MeshFixture
{
    public const string Nats = "10.96.0.40";
    public const string SecureA = "10.96.0.41";
    public const string Told = "10.96.0.43";
    public const string GatewayAddress = "10.77.0.5";

    readonly TemporaryDirectory files = new();
    readonly List<Daemon> servers = [];

    public static string? MissingServer { get; } =
        new[] { "/usr/sbin/nats-server", "/usr/bin/openssl", "/usr/sbin/haproxy" }.FirstOrDefault(path => !File.Exists(path)) is { } missing ? $"needs {missing}" : null;

    public Pod Client { get; private set; } = null!;

    public Pod Server { get; private set; } = null!;

    public Pod Outside { get; private set; } = null!;

    public Pod Gateway { get; private set; } = null!;

    protected override IReadOnlyDictionary<string, string> Config => new Dictionary<string, string>
    {
        ["nats.yaml"] = MeshYaml.Service("nats", Nats, [("any", 4222, 4222), ("web", 7000, 9080)], [("server", "10.77.0.20")]),
        ["secure.yaml"] = MeshYaml.Service("secure-a", SecureA, [("https", 443, 8441)], [("server", "10.77.0.20")]),
        ["secure-b.yaml"] = MeshYaml.Service("secure-b", "10.96.0.42", [("https", 443, 8442)], [("server", "10.77.0.20")]),
        ["told.yaml"] = MeshYaml.Service("told", Told, [("http", 9090, 9090)], [("outside", "10.77.0.50")]),
        ["rules.yaml"] = Rules,
    };

    const string Rules = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: secure, namespace: default}
        spec:
          hosts: [secure-a, "*.example.com"]
          tls:
          - match: [{port: 443, sniHosts: [b.example.com]}]
            route: [{destination: {host: secure-b, port: {number: 443}}}]
          - match: [{sniHosts: ["*.example.com"]}]
            route: [{destination: {host: secure-a, port: {number: 443}}}]
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: named, namespace: default}
        spec:
          hosts: [a.example.org]
          ports: [{number: 8443, name: tls, protocol: TLS}]
          resolution: STATIC
          endpoints: [{address: 10.77.0.20, ports: {tls: 8441}}]
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: told, namespace: default}
        spec: {host: told, trafficPolicy: {proxyProtocol: {version: V2}}}
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: edge, namespace: default}
        spec:
          selector: {istio: ingressgateway}
          servers:
          - {port: {number: 8443, name: tls, protocol: TLS}, hosts: ["*.example.com"], tls: {mode: PASSTHROUGH}}
          - {port: {number: 8080, name: http, protocol: HTTP}, hosts: ["*"]}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: edge, namespace: default}
        spec:
          hosts: ["*"]
          gateways: [edge]
          tls:
          - match: [{sniHosts: [b.example.com]}]
            route: [{destination: {host: secure-b, port: {number: 443}}}]
          http:
          - route: [{destination: {host: nats, port: {number: 7000}}}]
        """;

    const string HaproxyConfig = """
        defaults
          mode tcp
          timeout connect 5s
          timeout client 20s
          timeout server 20s
        frontend told
          mode http
          bind :9090 accept-proxy
          http-request return status 200 content-type text/plain lf-string "%[src] to %[dst]:%[dst_port]"
        listen http
          bind :8080
          server gateway 10.77.0.5:8080 send-proxy
        listen tls
          bind :8443
          server gateway 10.77.0.5:8443 send-proxy-v2

        """;

    protected override async Task Build(MeshTopology mesh)
    {
        if (MissingServer is not null)
        {
            return;
        }

        Server = await mesh.AddMeshedPod("server", 20);
        await Server.RunEcho("web");
        await Start(Server, "nats-server", 4222, "/usr/sbin/nats-server", "-a", "0.0.0.0", "-p", "4222");
        await StartTls("a", 8441);
        await StartTls("b", 8442);
        Client = await mesh.AddMeshedPod("client", 10);
        Outside = await mesh.AddPod("outside", 50);
        Gateway = await mesh.AddPod("gateway", 5);
        await Gateway.StartSidecar(mesh.DefaultOptions(Gateway) with
        {
            IsGateway = true,
            Namespace = "istio-system",
            Labels = new Dictionary<string, string> { ["istio"] = "ingressgateway", ["app"] = "istio-ingressgateway" },
            Flags = ["--proxy-protocol"],
        });
        await Start(Outside, "haproxy", 9090, "/usr/sbin/haproxy", "-db", "-f", files.Write("haproxy.cfg", HaproxyConfig));
    }

    /// <summary>A TLS server whose certificate says which it is.</summary>
    async Task StartTls(string name, int port)
    {
        var (key, certificate) = (files.FilePath($"{name}.key"), files.FilePath($"{name}.crt"));
        await Command.Run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", $"/CN={name}", "-keyout", key, "-out", certificate);
        await Start(Server, $"openssl {name}", port, "/usr/bin/openssl", "s_server", "-accept", $"{port}", "-key", key, "-cert", certificate, "-www", "-quiet");
    }

    async Task Start(Pod pod, string name, int port, string program, params string[] arguments)
    {
        servers.Add(pod.Host.Start(name, null, program, arguments));
        await Eventually.True($"{name} listening on {port}", async () => (await pod.Host.Run("ss", "-Hltn", $"sport = :{port}")).Length > 0);
    }

    protected override async Task TearDown()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        files.Dispose();
    }
}
