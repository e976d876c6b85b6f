using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>What the proxy says it holds, in messages of bounded size.</summary>
static class HeldParts
{
    /// <summary>Beside the node, in a hello of at most 64 KiB.</summary>
    public const int MaxBytesInHello = 32 * 1024;

    const int MaxBytes = 512 * 1024;

    /// <summary>More than the control plane reads: it then is told of nothing, and sends everything.</summary>
    const int MaxTotalBytes = 8 * 1024 * 1024;

    /// <returns>None when nothing is held.</returns>
    public static List<HeldResources> Of(IEnumerable<Held> held)
    {
        var parts = new List<HeldResources>();
        var (size, total) = (0, 0);
        foreach (var one in held)
        {
            var length = one.CalculateSize() + 4;
            if (parts.Count == 0 || size + length > MaxBytes)
            {
                if (parts.Count > 0)
                    parts[^1].More = true;
                parts.Add(new HeldResources());
                size = 0;
            }

            parts[^1].Held.Add(one);
            size += length;
            total += length;
        }

        return total > MaxTotalBytes ? [] : parts;
    }
}
