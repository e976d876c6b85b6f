using System.Runtime.InteropServices;
using Google.Protobuf;
using Mesh.Contract;

namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// Keeps one object per distinct resource, over all proxies and over reloads: what did not change is the same object as before, so its
/// bytes exist once however many proxies hold it, and a difference is found by comparing references.
/// </summary>
/// <remarks>Two generations: what neither this compilation nor the last one used is forgotten.</remarks>
sealed class ResourceInterner
{
    readonly Lock gate = new();
    Dictionary<(Kind, string, ByteString), Resource> current = [];
    Dictionary<(Kind, string, ByteString), Resource> previous = [];

    /// <summary>Serializes a body; returns the known resource when the bytes are known.</summary>
    public Resource Pack(Kind kind, string name, IMessage body)
    {
        var packed = ResourceCodec.Pack(kind, name, body);
        var key = (kind, name, packed.Hash);
        lock (gate)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(current, key, out _);
            return known ??= previous.GetValueOrDefault(key, packed);
        }
    }

    /// <summary>Begins a new compilation.</summary>
    public void NextGeneration()
    {
        lock (gate)
            (previous, current) = (current, []);
    }
}
