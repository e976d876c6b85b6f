using System.Diagnostics;
using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Resources.MeshWide;
using Xunit;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>What many proxies run exists once, and stays the same object while it does not change.</summary>
public sealed class SharingTests
{
    static Resource[] Services(int count) => [.. Enumerable.Range(0, count).SelectMany(i => new Resource[]
    {
        Make.Service($"s{i}", i, $"ns{i % 10}"), Make.Slice($"s{i}", $"10.1.{i / 250}.{i % 250 + 1}", $"ns{i % 10}"),
    })];

    static Node NodeOf(int i) => new() { Id = $"p{i}.ns{i % 10}", Namespace = $"ns{i % 10}", Labels = { ["app"] = $"app{i}" } };

    [Fact]
    public void A_thousand_proxies_share_the_bytes_of_everything_but_their_own_workload()
    {
        const int proxies = 1_000;
        var compiler = new MeshCompiler(Services(500), MeshConfig.Default, new CompilerMemory());
        var compiled = Enumerable.Range(0, proxies).Select(i => compiler.Compile(NodeOf(i))).ToList();

        var resources = new HashSet<object>(compiled.SelectMany(one => one.Shared.All), ReferenceEqualityComparer.Instance);
        Assert.Equal(500 * 2, resources.Count);
        // No resource treats one namespace unlike another, so all have one set; the workloads differ by name alone.
        Assert.Single(new HashSet<object>(compiled.Select(one => one.Shared), ReferenceEqualityComparer.Instance));
        Assert.Equal(proxies, compiled.Select(one => one.Workload.Hash).Distinct().Count());
    }

    [Fact]
    public void A_reload_keeps_the_objects_of_what_did_not_change()
    {
        var memory = new CompilerMemory();
        var before = new MeshCompiler(Services(100), MeshConfig.Default, memory).Compile(NodeOf(1));
        var after = new MeshCompiler([.. Services(100)[..^1], Make.Slice("s99", "10.9.9.9", "ns9")], MeshConfig.Default, memory).Compile(NodeOf(1));
        var (removed, changed) = after.ToSet(0).DifferenceFrom(before.ToSet(0));
        Assert.Empty(removed);
        Assert.Equal("s99.ns9.svc.cluster.local", Assert.Single(changed).Name);
        Assert.Equal(199, before.Shared.All.Count(resource => ReferenceEquals(resource, after.Shared.Find(resource.Key()))));
    }

    [Fact]
    public void Labels_that_no_rule_asks_about_do_not_split_an_audience()
    {
        var mesh = TestMesh.Of(Yaml.Service("s"), """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: v, namespace: default}
            spec:
              hosts: [s]
              http:
              - match: [{sourceLabels: {app: a}}]
                route: [{destination: {host: s}}]
            """);
        var one = mesh.Compile(TestMesh.Sidecar(labels: "app=a,pod=1"));
        Assert.Same(one.Shared, mesh.Compile(TestMesh.Sidecar(labels: "app=a,pod=2")).Shared);
        Assert.NotSame(one.Shared, mesh.Compile(TestMesh.Sidecar(labels: "app=b,pod=2")).Shared);
    }

    [Fact]
    public void Thousands_of_services_compile_in_a_moment()
    {
        var start = Stopwatch.GetTimestamp();
        var compiled = new MeshCompiler(Services(5_000), MeshConfig.Default, new CompilerMemory()).Compile(NodeOf(1));
        var elapsed = Stopwatch.GetElapsedTime(start);
        Assert.Equal(10_000, compiled.Shared.Count);
        Assert.True(elapsed < TimeSpan.FromSeconds(10), $"took {elapsed}");
        TestContext.Current.TestOutputHelper?.WriteLine($"5,000 services: {elapsed.TotalMilliseconds:F0} ms");
    }
}
