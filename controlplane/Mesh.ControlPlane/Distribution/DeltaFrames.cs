using Mesh.Contract;

namespace Mesh.ControlPlane.Distribution;

/// <summary>A difference as messages of bounded size, the last of them complete.</summary>
static class DeltaFrames
{
    // Room for the fields of a message around its resources.
    public const int Overhead = 64;

    /// <summary>Made as they are asked for, so that only one of them is in memory at a time. Every resource has to fit into a frame.</summary>
    public static IEnumerable<ServerMessage> Split(ulong generation, Difference difference, int frameSize)
    {
        var delta = new Delta { Generation = generation };
        var size = 0;
        foreach (var key in difference.Removed)
        {
            var name = new ResourceName { Kind = key.Kind, Name = key.Name };
            if (IsFull(delta, size += name.CalculateSize() + Overhead, frameSize))
            {
                yield return new ServerMessage { Delta = delta };
                (delta, size) = (new Delta { Generation = generation }, 0);
            }

            delta.Removed.Add(name);
        }

        foreach (var resource in difference.Changed)
        {
            if (IsFull(delta, size += resource.CalculateSize() + Overhead, frameSize))
            {
                yield return new ServerMessage { Delta = delta };
                (delta, size) = (new Delta { Generation = generation }, resource.CalculateSize() + Overhead);
            }

            delta.Changed.Add(resource);
        }

        delta.Complete = true;
        yield return new ServerMessage { Delta = delta };
    }

    static bool IsFull(Delta delta, int size, int frameSize) => size > frameSize && delta.Removed.Count + delta.Changed.Count > 0;
}
