using Google.Protobuf;
using Mesh.Contract;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// One object per distinct resource over reloads: what was read again and came out the same is the same object as before, so its bytes exist
/// once however many proxies hold it.
/// </summary>
/// <remarks>Two generations: what neither this compilation nor the last one made is forgotten.</remarks>
sealed class ResourceInterner
{
    readonly Lock gate = new();
    Dictionary<(Kind, string, ByteString), Resource> current = [];
    Dictionary<(Kind, string, ByteString), Resource> previous = [];

    /// <summary>The known resource of these bytes, else this one.</summary>
    public Resource Intern(Resource packed)
    {
        var key = (packed.Kind, packed.Name, packed.Hash);
        lock (gate)
            return current.TryGetValue(key, out var known) ? known : current[key] = previous.GetValueOrDefault(key, packed);
    }

    /// <summary>Forgets all but these.</summary>
    public void Keep(IReadOnlySet<Resource> used)
    {
        lock (gate)
            foreach (var known in new[] { current, previous })
                foreach (var unused in known.Where(one => !used.Contains(one.Value)).Select(one => one.Key).ToList())
                    known.Remove(unused);
    }

    /// <summary>Begins a new compilation.</summary>
    public void Sweep()
    {
        lock (gate)
            (previous, current) = (current, []);
    }
}
