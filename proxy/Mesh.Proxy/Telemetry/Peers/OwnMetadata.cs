using Mesh.Contract;

namespace Mesh.Proxy.Telemetry.Peers;

/// <summary>What this proxy tells peers about its workload: values of the two headers of the exchange (2.25). Immutable; a new one is published when the configuration changes it.</summary>
/// <param name="Value">Of <see cref="PeerMetadataHeader.Name"/>.</param>
/// <param name="Id">Of <see cref="PeerMetadataHeader.IdName"/>.</param>
sealed record OwnMetadata(ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte> Id)
{
    public static OwnMetadata Of(Node node, WorkloadIdentity identity) =>
        new(PeerMetadataEncoder.Encode(node, identity), System.Text.Encoding.ASCII.GetBytes(PeerMetadataEncoder.NodeId(node)));
}
