using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Reading;
using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.Fuzz.Targets;

/// <summary>Configuration as users write it: any bytes give resources and findings with places, and what was accepted compiles.</summary>
sealed class ConfigFiles : IFuzzTarget
{
    const string File = "fuzz.yaml";

    public IEnumerable<byte[]> Seeds =>
    [
        Bytes.Of("""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: reviews, labels: {app: &app reviews}}
            spec:
              hosts: [reviews, "*.example.com"]
              http:
              - match: [{uri: {regex: "/a(b|c)+$"}, headers: {end-user: {exact: jason}}, port: 80}]
                rewrite: {uriRegexRewrite: {match: "^/(.*)", rewrite: "/\\1"}}
                timeout: 1m30s
                route: [{destination: {host: *app, subset: v2, port: {number: 9080}}, weight: 80}, {destination: {host: reviews}, weight: 20}]
              tcp:
              - match: [{destinationSubnets: [10.0.0.0/8]}]
                route: [{destination: {host: reviews}}]
            ---
            apiVersion: networking.istio.io/v1beta1
            kind: DestinationRule
            metadata: {name: reviews}
            spec:
              host: reviews
              trafficPolicy: {connectionPool: {tcp: {connectTimeout: 1s}}, loadBalancer: {simple: RANDOM}}
              subsets: [{name: v2, labels: {version: v2}}]
            """),
        Bytes.Of("""
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: Service
              metadata: {name: reviews, annotations: {networking.istio.io/exportTo: "*"}}
              spec: {clusterIP: 10.96.0.1, ports: [{port: 9080, targetPort: http, name: http}], selector: {app: reviews}}
            - apiVersion: v1
              kind: Pod
              metadata: {name: reviews-1, labels: {app: reviews, version: v2}}
              spec: {containers: [{name: a, ports: [{name: http, containerPort: 80}]}]}
              status: {podIP: 10.0.0.1, conditions: [{type: Ready, status: "True"}]}
            """),
        Bytes.Of("""
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: gw}
            spec: {selector: {istio: gw}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: se}
            spec: {hosts: [db.example.com], addresses: [192.0.2.0/24], ports: [{number: 1, name: tcp, protocol: TCP}], resolution: STATIC, endpoints: [{address: 198.51.100.1, weight: 3}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: default}
            spec: {egress: [{hosts: ["./*", "~/*"]}], outboundTrafficPolicy: {mode: REGISTRY_ONLY}}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data: {mesh: "accessLogFile: /dev/stdout"}
            """),
        Bytes.Of("kind: {"), [0xFF, 0xFE],
    ];

    public IReadOnlyList<byte[]> Words { get; } = Bytes.Words(
        "---\n", "...\n", "\n", "- ", "? ", ": ", "{", "}", "[", "]", "&a ", "*a", "<<: *app", "!!str ", "%YAML 9.9\n", "null", "~", "0x14", "99999999999999999999",
        "-1", "1e999", "{{", "\t", "#", "|\n", ">-\n", "\"", "'", "*", "..", "exportTo: ['.']", "workloadSelector: {labels: {}}", "host: ", "name: ", "\uFEFF", "\u2028", "🦊");

    public int Run(byte[] input)
    {
        if (!SourceText.TryDecode(input, out var text, out var problem))
        {
            Check.That(problem.Length > 0, "what is refused has a reason");
            return 1;
        }

        var results = ResourceReader.Read(File, text).ToList();
        var lines = text.Count(character => character is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029') + 1;
        foreach (var finding in results.SelectMany(result => result.Diagnostics))
        {
            Check.Equal(File, finding.File, "a finding has its file");
            Check.That(finding.Line >= 0 && finding.Line <= lines + 1, $"a finding has a line of its file, {finding.Line} of {lines}");
            Check.That(finding.Message.Length > 0 && !finding.ToString().Contains('\n'), "a finding is one line");
        }

        return HashCode.Combine(results.Count, results.Count(result => result.HasErrors), Compile(results));
    }

    static int Compile(List<ReadResult> results)
    {
        var set = new ResourceStore().Apply(new ConfigScan([new ConfigFile(File, results)], [], []));
        var compiler = new MeshCompiler(set.All, set.Mesh, new CompilerMemory("Kubernetes"));
        var sidecar = compiler.Compile(new Node { Id = "a.default", Type = NodeType.Sidecar, Namespace = "default", Labels = { ["app"] = "reviews" } });
        var gateway = compiler.Compile(new Node { Id = "g.default", Type = NodeType.Gateway, Namespace = "default", Labels = { ["istio"] = "gw" } });
        return HashCode.Combine(sidecar.Shared.Count, gateway.Shared.Count, compiler.Diagnostics.Count);
    }
}
