using BenchmarkDotNet.Attributes;
using Mesh.Contract;
using Mesh.Proxy.Config;

namespace Mesh.Benchmarks.Config;

/// <summary>Configuration of 1,000 services with 10 endpoints each: read, built the first time, and built again when one service's endpoints changed.</summary>
public class ContractBenchmark
{
    const int Count = 1000;

    readonly ResourceSet set = Services.Set(1, Count);
    readonly ResourceSet[] changed = new ResourceSet[2];
    byte[] file = [];
    SnapshotBuilder builder = null!;
    int changes;

    [GlobalSetup]
    public void Check()
    {
        file = SnapshotFile.Encode(set.ToSnapshot(node: null));
        changed[0] = Changed(firstPod: 2);
        changed[1] = Changed(firstPod: 1);
        builder = new SnapshotBuilder(2, NodeType.Sidecar);
        var first = builder.Build(set, DnsAnswers.None).Snapshot;
        Answer.MustBe(Count * 2 + 1, Decode());
        Answer.MustBe(Count, first.Clusters.Count(cluster => cluster.ServiceHostname.EndsWith("svc.cluster.local", StringComparison.Ordinal) && cluster.Endpoints.Count == 10));
        Answer.MustBe(1, builder.Build(changed[0], DnsAnswers.None).Snapshot.Clusters.Except(first.Clusters).Count());
    }

    [Benchmark]
    public int Decode() => SnapshotFile.Decode(file).Content!.Resources.Count;

    [Benchmark]
    public int First_build() => new SnapshotBuilder(2, NodeType.Sidecar).Build(set, DnsAnswers.None).Snapshot.Clusters.Count;

    [Benchmark]
    public int Build_after_one_change() => builder.Build(changed[changes++ & 1], DnsAnswers.None).Snapshot.Clusters.Count;

    ResourceSet Changed(int firstPod) =>
        ResourceSet.Of(2, set.ByKey.Values.Append(Services.Endpoints(Count / 2, firstPod)));
}
