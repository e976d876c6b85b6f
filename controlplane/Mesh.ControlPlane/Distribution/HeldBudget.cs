namespace Mesh.ControlPlane.Distribution;

/// <summary>Memory for what proxies say they hold, of all of them together and of each peer. Safe to share between threads.</summary>
sealed class HeldBudget(DistributionOptions options)
{
    readonly Lock gate = new();
    readonly Dictionary<string, long> peers = [];
    long total;

    /// <param name="peer">Whose; null for one that may have all there is.</param>
    /// <param name="bytes">How much more.</param>
    /// <returns>Why not, as a sentence: then nothing was taken. Null when it was.</returns>
    public string? TryReserve(string? peer, int bytes)
    {
        lock (gate)
        {
            if (total + bytes > options.MaxHeldTotal)
                return "too many proxies are introducing themselves at once, try again";
            if (peer is not null && peers.GetValueOrDefault(peer) + bytes > options.MaxHeldOfPeer)
                return $"too many proxies of {peer} are introducing themselves at once, try again";
            total += bytes;
            if (peer is not null)
                peers[peer] = peers.GetValueOrDefault(peer) + bytes;
            return null;
        }
    }

    public void Release(string? peer, int bytes)
    {
        lock (gate)
        {
            total -= bytes;
            if (peer is not null && peers.TryGetValue(peer, out var left) && (peers[peer] = left - bytes) <= 0)
                peers.Remove(peer);
        }
    }
}
