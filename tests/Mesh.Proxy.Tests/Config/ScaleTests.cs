using System.Diagnostics;
using Mesh.Contract;
using Mesh.Proxy.Tests.Routing;
using Xunit;
using static Mesh.Proxy.Tests.Config.TestMesh;

namespace Mesh.Proxy.Tests.Config;

/// <summary>1,000 services of 10 endpoints: what they cost. Alone in the process, because memory is the process's.</summary>
[CollectionDefinition(nameof(ScaleTests), DisableParallelization = true)]
[Collection(nameof(ScaleTests))]
public class ScaleTests(ITestOutputHelper output)
{
    const int Services = 1000;

    /// <summary>Resources and all that is built of them; the whole process has 25 MB.</summary>
    const long MaxBytes = 12_000_000;

    static Contract.Endpoint[] Pods(int service, int generation) =>
        [.. Enumerable.Range(0, 10).Select(i => Pod($"10.{service / 250}.{service % 250}.{i + generation}", workload: $"service-{service}-v1"))];

    static TestMesh Mesh()
    {
        var mesh = new TestMesh();
        for (var i = 0; i < Services; i++)
            mesh.Put(Kubernetes($"service-{i}", $"10.96.{i / 250}.{i % 250 + 1}", 8080, Protocol.Http)).PutEndpoints($"service-{i}.default.svc.cluster.local", Pods(i, 1));
        return mesh;
    }

    [Fact]
    public void A_thousand_services_stay_small_and_one_change_is_quick()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var mesh = Mesh();
        var started = Stopwatch.GetTimestamp();
        mesh.Build(1);
        var first = Stopwatch.GetElapsedTime(started);
        var used = GC.GetTotalMemory(forceFullCollection: true) - before;

        var snapshot = mesh.Snapshot;
        mesh.PutEndpoints("service-500.default.svc.cluster.local", Pods(500, 2));
        started = Stopwatch.GetTimestamp();
        mesh.Build(2);
        var change = Stopwatch.GetElapsedTime(started);
        output.WriteLine($"{used / 1024:N0} KiB, first build {first.TotalMilliseconds:N1} ms, one change {change.TotalMilliseconds:N1} ms");

        Assert.InRange(used, 1, MaxBytes);
        Assert.InRange(change.TotalMilliseconds, 0, 1000);
        Assert.Equal("outbound|8080||service-999.default.svc.cluster.local", mesh.Ask("10.96.3.250", 8080, new TestRequest(host: "service-999")));
        Assert.Single(snapshot.Clusters.Except(mesh.Snapshot.Clusters));
    }
}
