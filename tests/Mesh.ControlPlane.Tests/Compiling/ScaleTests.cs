using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Distribution;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;
using Xunit;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>What an edit costs, in resources compiled: 2,000 services, and 50 audiences that differ by private services and rules.</summary>
public sealed class ScaleTests
{
    const int ServiceCount = 2_000;
    const int AudienceCount = 50;

    readonly CompilerMemory memory = new();
    readonly Resource[] resources =
    [
        .. Enumerable.Range(0, ServiceCount).SelectMany(i => new Resource[]
        {
            Make.Service($"s{i}", i, $"ns{i % AudienceCount}"), Make.Slice($"s{i}", $"10.1.{i / 250}.{i % 250 + 1}", $"ns{i % AudienceCount}"),
        }),
        .. Enumerable.Range(0, AudienceCount).SelectMany(i => new Resource[]
        {
            new DestinationRule { Meta = Make.Meta("own", $"ns{i}"), Host = $"s{i}.ns{i}.svc.cluster.local", ExportTo = ["."] },
            VirtualService(i, "/"),
        }),
    ];

    static VirtualService VirtualService(int i, string prefix) => new()
    {
        Meta = Make.Meta($"v{i}", $"ns{i}"),
        Hosts = [$"s{i}.ns{i}.svc.cluster.local"],
        Http =
        [
            new HttpRoute
            {
                Match = [new HttpMatchRequest { Uri = new(StringMatchKind.Prefix, prefix) }],
                Route = [new HttpRouteDestination { Destination = new Destination { Host = $"s{i}.ns{i}.svc.cluster.local" } }],
            },
        ],
    };

    static Node NodeOf(int i) => new() { Id = $"p.ns{i}", Namespace = $"ns{i}" };

    List<CompiledProxy> CompileAll(MeshCompiler compiler) => [.. Enumerable.Range(0, AudienceCount).Select(i => compiler.Compile(NodeOf(i)))];

    Dictionary<Kind, long> Packed() => Enum.GetValues<Kind>().ToDictionary(kind => kind, memory.Packed);

    Dictionary<Kind, long> Cost(Action edit)
    {
        var before = Packed();
        edit();
        return Packed().Where(entry => entry.Value > before[entry.Key]).ToDictionary(entry => entry.Key, entry => entry.Value - before[entry.Key]);
    }

    [Fact]
    public void At_first_each_thing_is_compiled_once()
    {
        var cost = Cost(() => CompileAll(new MeshCompiler(resources, MeshConfig.Default, memory)));
        // The rule of each namespace gives it one service of its own.
        Assert.Equal(new() { [Kind.Service] = ServiceCount + AudienceCount, [Kind.Endpoints] = ServiceCount, [Kind.Routes] = AudienceCount }, cost);
    }

    [Fact]
    public void An_edit_of_one_slice_compiles_one_endpoints_resource()
    {
        var compiler = new MeshCompiler(resources, MeshConfig.Default, memory);
        var before = CompileAll(compiler);
        resources[1] = Make.Slice("s0", "10.9.9.9", "ns0");

        var after = before;
        Assert.Equal(new() { [Kind.Endpoints] = 1 }, Cost(() => after = CompileAll(compiler.WithEndpoints(resources, mayEmpty: true))));
        // As does reading everything again.
        Assert.Empty(Cost(() => CompileAll(new MeshCompiler(resources, MeshConfig.Default, memory))));
        var state = new MeshState(compiler, null);
        var sent = before.Zip(after).Select(pair => state.Difference(pair.First, pair.Second)).ToList();
        Assert.All(sent, difference => Assert.Equal("s0.ns0.svc.cluster.local", Assert.Single(difference.Changed).Name));
        Assert.Single(sent.Select(difference => difference.Changed[0]).Distinct(ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public void An_edit_of_one_virtual_service_compiles_its_routes_once_for_all()
    {
        var before = CompileAll(new MeshCompiler(resources, MeshConfig.Default, memory));
        var index = Array.FindIndex(resources, resource => resource is VirtualService { Meta.Name: "v7" });
        resources[index] = VirtualService(7, "/new");

        MeshCompiler? next = null;
        var after = before;
        Assert.Equal(new() { [Kind.Routes] = 1 }, Cost(() => after = CompileAll(next = new MeshCompiler(resources, MeshConfig.Default, memory))));
        var state = new MeshState(next!, null);
        Assert.All(before.Zip(after), pair => Assert.Equal("ns7/v7", Assert.Single(state.Difference(pair.First, pair.Second).Changed).Name));
    }

    [Fact]
    public void An_edit_of_one_rule_compiles_its_service_for_its_namespace_alone()
    {
        var before = CompileAll(new MeshCompiler(resources, MeshConfig.Default, memory));
        var index = Array.FindIndex(resources, resource => resource is DestinationRule { Meta.Namespace: "ns3" });
        resources[index] = new DestinationRule
        {
            Meta = Make.Meta("own", "ns3"), Host = "s3.ns3.svc.cluster.local", ExportTo = ["."], Subsets = [new() { Name = "v1", Labels = new Dictionary<string, string>() }],
        };
        MeshCompiler? next = null;
        var after = before;
        Assert.Equal(new() { [Kind.Service] = 1 }, Cost(() => after = CompileAll(next = new MeshCompiler(resources, MeshConfig.Default, memory))));
        var state = new MeshState(next!, null);
        Assert.Equal([3], Enumerable.Range(0, AudienceCount).Where(i => !state.Difference(before[i], after[i]).IsEmpty));
    }

    [Fact]
    public void Audiences_hold_the_shared_base_once()
    {
        var all = CompileAll(new MeshCompiler(resources, MeshConfig.Default, memory));
        Assert.Single(all.Select(one => one.Shared.Base).Distinct(ReferenceEqualityComparer.Instance));
        Assert.All(all, one => Assert.InRange(one.Shared.Own.Count, 0, 2));
        Assert.All(all, one => Assert.Equal(2 * ServiceCount + AudienceCount, one.Shared.Count));
    }
}
