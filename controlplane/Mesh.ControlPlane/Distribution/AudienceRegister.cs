using System.Net;
using Mesh.ControlPlane.Compiling;

namespace Mesh.ControlPlane.Distribution;

/// <summary>
/// The audiences of connected proxies. Who connects says itself which namespace and labels it has, so what that can make the control plane
/// compile and keep is bounded: audiences in all, of each peer, and new ones of each peer per second. The local socket is trusted with all there
/// are. One that no proxy has any more is forgotten.
/// </summary>
sealed class AudienceRegister(DistributionOptions options, TimeProvider time, Action<Audience> forget)
{
    // A config change moves proxies from one audience to another, and both exist until the last has moved.
    const int MovingFactor = 2;

    const string Explained = "kinds of proxies that need config of their own";

    readonly Lock gate = new();
    readonly Dictionary<Audience, AudienceMembers> members = [];
    readonly Dictionary<string, PeerAudiences> peers = [];

    public int Count
    {
        get
        {
            lock (gate)
                return members.Count;
        }
    }

    public IReadOnlyList<Audience> Audiences
    {
        get
        {
            lock (gate)
                return [.. members.Keys];
        }
    }

    public bool Has(Audience audience)
    {
        lock (gate)
            return members.ContainsKey(audience);
    }

    /// <summary>Forgets what was compiled for an audience if its last proxy went while it was; none comes or goes meanwhile.</summary>
    /// <param name="audience">Whose.</param>
    /// <param name="drop">Does it.</param>
    public void DropUnused(Audience audience, Action drop)
    {
        lock (gate)
            if (!members.ContainsKey(audience))
                drop();
    }

    /// <summary>A proxy belongs to an audience from now on.</summary>
    /// <param name="from">Where it belonged before; null for a proxy that has just connected.</param>
    /// <param name="to">Where it belongs now.</param>
    /// <param name="peer">Who connects.</param>
    /// <returns>Why not, as a sentence; null when it does.</returns>
    public string? Move(Audience? from, Audience to, EndPoint? peer)
    {
        if (from == to)
            return null;
        lock (gate)
        {
            if (!members.TryGetValue(to, out var joined))
            {
                var address = PeerAddress.Of(peer);
                if (Refuse(from is null, address) is { } reason)
                    return reason;
                joined = Add(to, address);
            }

            joined.Count++;
            Remove(from);
            return null;
        }
    }

    /// <summary>A proxy has gone.</summary>
    public void Leave(Audience? audience)
    {
        lock (gate)
            Remove(audience);
    }

    /// <summary>Forgets peers that did nothing for a while.</summary>
    public void Tick()
    {
        lock (gate)
            foreach (var peer in peers.Where(peer => peer.Value.IsIdle).Select(peer => peer.Key).ToList())
                peers.Remove(peer);
    }

    string? Refuse(bool isNew, string? address)
    {
        var factor = isNew ? 1 : MovingFactor;
        if (members.Count >= options.MaxAudiences * factor)
            return $"{members.Count} audiences ({Explained}) are connected, the limit is {options.MaxAudiences} (--max-audiences)";
        if (address is null)
            return null;
        var peer = PeerOf(address);
        if (peer.Count >= options.MaxAudiencesOfPeer * factor)
            return $"{address} has {peer.Count} audiences ({Explained}), the limit of an address is {options.MaxAudiencesOfPeer} (--max-audiences-per-address)";
        return !isNew || peer.TryBring() ? null
            : $"{address} asked for too many new audiences ({Explained}): {options.NewAudienceBurst} at once, then {options.NewAudiencesPerSecond} a second (--new-audiences-per-second)";
    }

    PeerAudiences PeerOf(string address) => peers.TryGetValue(address, out var peer) ? peer : peers[address] = new PeerAudiences(options, time);

    AudienceMembers Add(Audience audience, string? address)
    {
        if (address is not null)
            PeerOf(address).Count++;
        return members[audience] = new AudienceMembers(address);
    }

    void Remove(Audience? audience)
    {
        if (audience is not { } one || --members[one].Count > 0)
            return;
        if (members[one].BroughtBy is { } address)
            PeerOf(address).Count--;
        members.Remove(one);
        forget(one);
    }
}
