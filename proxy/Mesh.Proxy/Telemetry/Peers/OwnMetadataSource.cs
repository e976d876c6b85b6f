using Mesh.Contract;
using Mesh.Proxy.Config;

namespace Mesh.Proxy.Telemetry.Peers;

/// <summary>The current <see cref="OwnMetadata"/>: made when the configuration says who the workload is, read by workers with one volatile read per request.</summary>
sealed class OwnMetadataSource
{
    readonly Node node;
    volatile OwnMetadata current;

    public OwnMetadataSource(Node node, SnapshotHolder config)
    {
        this.node = node;
        current = OwnMetadata.Of(node, config.Current.Workload.Identity ?? new WorkloadIdentity());
        config.Changed += OnChanged;
    }

    public OwnMetadata Current => current;

    void OnChanged(Snapshot before, Snapshot after)
    {
        if (!ReferenceEquals(before.Workload, after.Workload))
        {
            current = OwnMetadata.Of(node, after.Workload.Identity ?? new WorkloadIdentity());
        }
    }
}
