using Google.Protobuf;
using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>
/// Decides, resource by resource, what is used: a resource whose hash did not change is not looked at again, a bad one is refused by itself and its last good
/// version stays (it fails closed), everything else applies.
/// </summary>
sealed class ResourceAcceptor
{
    readonly Dictionary<ResourceKey, AcceptedResource> accepted = [];
    readonly Dictionary<ResourceKey, (ByteString Hash, string Reason)> refused = [];

    public IReadOnlyDictionary<ResourceKey, AcceptedResource> Accepted => accepted;

    /// <summary>What of the last generation is not in use, and why.</summary>
    public IEnumerable<Rejection> Rejections =>
        refused.Select(entry => new Rejection { Kind = entry.Key.Kind, Name = entry.Key.Name, Reason = entry.Value.Reason });

    public void Apply(ResourceSet set)
    {
        foreach (var gone in accepted.Keys.Concat(refused.Keys).Where(key => !set.ByKey.ContainsKey(key)).ToList())
        {
            accepted.Remove(gone);
            refused.Remove(gone);
        }

        foreach (var (key, resource) in set.ByKey)
            Consider(key, resource);
    }

    void Consider(ResourceKey key, Resource resource)
    {
        if (accepted.TryGetValue(key, out var current) && current.Resource.Hash.Equals(resource.Hash))
        {
            refused.Remove(key);
            return;
        }

        if (refused.TryGetValue(key, out var before) && before.Hash.Equals(resource.Hash))
            return;
        try
        {
            accepted[key] = new AcceptedResource(resource, ResourceDecoder.Decode(resource));
            refused.Remove(key);
        }
        catch (Exception e) when (e is RejectedException or InvalidProtocolBufferException)
        {
            refused[key] = (resource.Hash, e.Message);
        }
    }
}
