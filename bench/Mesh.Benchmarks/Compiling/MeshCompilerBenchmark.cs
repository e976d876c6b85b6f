using BenchmarkDotNet.Attributes;
using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Distribution;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;
using EndpointPort = Mesh.ControlPlane.Resources.Kubernetes.EndpointPort;
using Resource = Mesh.ControlPlane.Resources.Resource;
using ServicePort = Mesh.ControlPlane.Resources.Kubernetes.ServicePort;

namespace Mesh.Benchmarks.Compiling;

/// <summary>
/// What one edit costs the control plane: 5,000 services with a slice of 4 addresses each, and 100 audiences, each a namespace with a private
/// service and a rule of its own. Until the difference of every audience is known.
/// </summary>
public class MeshCompilerBenchmark
{
    const int ServiceCount = 5_000;
    const int AudienceCount = 100;

    readonly CompilerMemory memory = new();
    readonly Node[] nodes = [.. Enumerable.Range(0, AudienceCount).Select(i => new Node { Id = $"p.ns{i}", Namespace = $"ns{i}" })];
    readonly Resource[] resources = [.. Mesh()];
    MeshCompiler compiler = null!;
    CompiledProxy[] running = [];
    int edits;

    [GlobalSetup]
    public void Check()
    {
        compiler = new MeshCompiler(resources, MeshConfig.Default, memory);
        running = [.. nodes.Select(compiler.Compile)];
        Answer.MustBe(2 * (ServiceCount + 1), running[0].Shared.Count);
        Answer.MustBe(AudienceCount, Edit_of_a_slice());
        Answer.MustBe(1, Edit_of_a_rule());
        // Endpoints name the port of the service.
        Answer.MustBe(2 * AudienceCount, Edit_of_a_service());
    }

    [Benchmark]
    public int First_compilation()
    {
        var first = new MeshCompiler(resources, MeshConfig.Default, new CompilerMemory());
        return nodes.Sum(node => first.Compile(node).Shared.Count);
    }

    [Benchmark]
    public int Edit_of_a_slice()
    {
        resources[1] = Slice(0, ++edits);
        return Changes(compiler.WithEndpoints(resources, mayEmpty: true));
    }

    [Benchmark]
    public int Edit_of_a_rule()
    {
        resources[^1] = Rule(AudienceCount - 1, ++edits);
        return Changes(new MeshCompiler(resources, MeshConfig.Default, memory));
    }

    [Benchmark]
    public int Edit_of_a_service()
    {
        resources[0] = Service(0, 80 + ++edits % 1_000);
        return Changes(new MeshCompiler(resources, MeshConfig.Default, memory));
    }

    int Changes(MeshCompiler next)
    {
        var state = new MeshState(next, null);
        var now = new CompiledProxy[AudienceCount];
        var changes = 0;
        for (var i = 0; i < AudienceCount; i++)
        {
            now[i] = next.Compile(next.RequestOf(nodes[i]), running[i]);
            changes += state.Difference(running[i], now[i]).Changed.Count;
        }

        (compiler, running) = (next, now);
        return changes;
    }

    static IEnumerable<Resource> Mesh()
    {
        for (var i = 0; i < ServiceCount; i++)
        {
            yield return Service(i, 80);
            yield return Slice(i, 0);
        }

        for (var i = 0; i < AudienceCount; i++)
        {
            yield return Service(ServiceCount + i, 80) with { Meta = Meta("private", $"ns{i}") with { Annotations = ExportedToItself } };
            yield return Rule(i, 0);
        }
    }

    static readonly Dictionary<string, string> ExportedToItself = new() { ["networking.istio.io/exportTo"] = "." };

    static ResourceMeta Meta(string name, string @namespace) => new()
    {
        ApiVersion = "v1", Name = name, Namespace = @namespace, Source = new ResourceSource("bench.yaml", 0, 1),
    };

    static KubernetesService Service(int i, int port) => new()
    {
        Meta = Meta($"s{i}", $"ns{i % AudienceCount}"),
        ClusterIps = [$"10.96.{i / 250}.{i % 250 + 1}"],
        Ports = [new ServicePort { Name = "http", Port = port }],
    };

    static EndpointSlice Slice(int i, int version) => new()
    {
        Meta = Meta($"s{i}-1", $"ns{i % AudienceCount}") with { Labels = new Dictionary<string, string> { [EndpointSlice.ServiceNameLabel] = $"s{i}" } },
        AddressType = "IPv4",
        Endpoints = [.. Enumerable.Range(0, 4).Select(n => new SliceEndpoint { Addresses = [$"10.{n + 1}.{i / 250}.{(i + version) % 250 + 1}"] })],
        Ports = [new EndpointPort { Name = "http", Port = 8080 }],
    };

    static DestinationRule Rule(int i, int version) => new()
    {
        Meta = Meta("own", $"ns{i}"),
        Host = $"s{i}.ns{i}.svc.cluster.local",
        ExportTo = ["."],
        Subsets = [new ControlPlane.Resources.Networking.Subset { Name = $"v{version}", Labels = new Dictionary<string, string> { ["version"] = $"v{version}" } }],
    };
}
