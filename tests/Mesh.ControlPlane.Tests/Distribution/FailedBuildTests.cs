using System.Collections;
using Mesh.Contract;
using Mesh.ControlPlane.Resources.Networking;
using Xunit;
using Resource = Mesh.ControlPlane.Resources.Resource;

namespace Mesh.ControlPlane.Tests.Distribution;

/// <summary>A bug in the compiler takes nothing from anyone, and holds nothing up.</summary>
public sealed class FailedBuildTests
{
    static readonly Resource[] One = [Make.Service("a"), Make.Slice("a", "10.1.0.1")];

    static readonly VirtualService Poison = new() { Meta = Make.Meta("poison"), Hosts = null! };

    static Resource[] With(params Resource[] changed) =>
        [.. One.Where(resource => changed.All(other => other.Key != resource.Key)), .. changed];

    static int EndpointsOf(TestControlPlane plane) => Endpoints.Parser.ParseFrom(
        plane.Distributor.Current!.Compiler.Compile(TestProxy.NodeOf("p.default")).ToSet(0)
            .ByKey[new ResourceKey(Kind.Endpoints, "a.default.svc.cluster.local")].Body).Endpoints_.Count;

    [Fact]
    public async Task Endpoints_that_cannot_be_compiled_end_nothing()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: One);
        plane.PublishEndpoints(With(Make.Slice("a", "10.1.0.1") with { Endpoints = null! }));
        Assert.Contains("endpoints could not be compiled", plane.LogText);
        Assert.Contains("mesh_control_compile_failures_total{what=\"endpoints\"} 1", await MetricsAsync(plane));
        Assert.Equal(1, EndpointsOf(plane));
        plane.PublishEndpoints(With(Make.Slice("a", "10.1.0.1") with { Endpoints = [] }));
        Assert.Equal(0, EndpointsOf(plane));
    }

    [Fact]
    public async Task Endpoints_do_not_wait_for_a_config_that_cannot_be_compiled()
    {
        await using var plane = await TestControlPlane.StartAsync(resources: One);
        var edit = With(Poison, Make.Slice("a", "10.1.0.1") with { Endpoints = [] });
        plane.PublishEndpoints(edit);
        Assert.Equal(1, EndpointsOf(plane));
        plane.Publish(edit);
        Assert.Contains("config could not be compiled", plane.LogText);
        Assert.Contains("mesh_control_compile_failures_total{what=\"config\"} 1", await MetricsAsync(plane));
        plane.PublishEndpoints(edit);
        Assert.Equal(0, EndpointsOf(plane));
    }

    [Fact]
    public async Task A_config_that_could_not_be_compiled_is_tried_again()
    {
        await using var plane = await TestControlPlane.StartAsync(time: new ManualClock(), resources: One);
        var before = plane.Distributor.Current;
        plane.Publish(With(new VirtualService { Meta = Make.Meta("v"), Hosts = new FailsOnce("a") }));
        Assert.Same(before, plane.Distributor.Current);
        plane.Retry();
        Assert.Single(plane.Distributor.Current!.Compiler.Definition.VirtualServices);
        var after = plane.Distributor.Current;
        plane.Retry();
        Assert.Same(after, plane.Distributor.Current);
    }

    static async Task<string> MetricsAsync(TestControlPlane plane)
    {
        using var text = new MemoryStream();
        await plane.Distributor.Metrics.WriteAsync(text, 0, 0, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    // Lack of memory, say.
    sealed class FailsOnce(string item) : IReadOnlyList<string>
    {
        bool hasFailed;

        public int Count => 1;

        public string this[int index] => Next();

        public IEnumerator<string> GetEnumerator()
        {
            yield return Next();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        string Next() => hasFailed || !(hasFailed = true) ? item : throw new InvalidOperationException("once");
    }
}
