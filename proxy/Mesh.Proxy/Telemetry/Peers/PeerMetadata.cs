using Mesh.Contract;

namespace Mesh.Proxy.Telemetry.Peers;

/// <summary>
/// What a peer said about itself in <see cref="PeerMetadataHeader.Name"/> (2.25), decoded once. It is a claim, not a proof: good for labels, never for policy.
/// </summary>
sealed class PeerMetadata(byte[] header, WorkloadIdentity identity)
{
    /// <summary>No header, or one that cannot be read.</summary>
    public static readonly PeerMetadata Unknown = new([], new WorkloadIdentity());

    public WorkloadIdentity Identity { get; } = identity;

    /// <summary>True if this is what the header value says.</summary>
    public bool Matches(ReadOnlySpan<byte> value) => value.SequenceEqual(header);
}
