using Mesh.Contract;

namespace Mesh.ControlPlane.Distribution;

/// <summary>What one connected proxy runs, as far as it has said.</summary>
/// <param name="Node">As it introduced itself.</param>
/// <param name="ProxyVersion">Its build.</param>
/// <param name="RemoteAddress">Where it connects from.</param>
/// <param name="ConnectedAt">When.</param>
/// <param name="Sent">The last generation sent to it; 0 for none yet.</param>
/// <param name="Acked">The last generation it applied, wholly or but for <paramref name="Rejections"/>.</param>
/// <param name="Rejections">What it refused of the last generation, with its reasons.</param>
/// <param name="Oversized">What it could not be sent for its size, in bytes: it keeps the last version that it could be.</param>
sealed record SyncStatus(
    Node Node, string ProxyVersion, string RemoteAddress, DateTimeOffset ConnectedAt, ulong Sent, ulong Acked, IReadOnlyList<Rejection> Rejections,
    IReadOnlyDictionary<ResourceKey, int> Oversized)
{
    /// <summary>One word for tables.</summary>
    public string State => Rejections.Count > 0 ? "REJECTED" : Oversized.Count > 0 ? "OVERSIZED" : Sent == Acked && Sent > 0 ? "SYNCED" : "STALE";
}
