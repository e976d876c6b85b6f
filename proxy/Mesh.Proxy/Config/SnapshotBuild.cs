using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>What became of a set of resources.</summary>
/// <param name="Snapshot">To be published.</param>
/// <param name="InUse">What the snapshot was built from: without refused resources, with their last good versions.</param>
/// <param name="Rejections">What was refused, and why.</param>
/// <param name="DnsNames">Names that have to be resolved for it (5.14).</param>
sealed record SnapshotBuild(Snapshot Snapshot, ResourceSet InUse, IReadOnlyList<Rejection> Rejections, IReadOnlySet<string> DnsNames);
