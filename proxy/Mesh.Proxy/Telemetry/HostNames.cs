using System.Text;

namespace Mesh.Proxy.Telemetry;

/// <summary>
/// The Host values a worker has seen outside the mesh's services, one string each. Bounded: clients invent hosts, labels must not follow them
/// without end; beyond the bound a host is not named (null).
/// </summary>
sealed class HostNames
{
    const int Capacity = 256;
    const int MaxLength = 255;

    readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public HostNames() => lookup = names.GetAlternateLookup<ReadOnlySpan<char>>();

    public string? Intern(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty || host.Length > MaxLength)
        {
            return null;
        }

        Span<char> text = stackalloc char[host.Length];
        if (Ascii.ToUtf16(host, text, out _) != System.Buffers.OperationStatus.Done)
        {
            return null;
        }

        return lookup.TryGetValue(text, out var known) ? known : Add(text);
    }

    string? Add(ReadOnlySpan<char> text)
    {
        if (names.Count == Capacity)
        {
            return null;
        }

        var name = text.ToString();
        names.Add(name);
        return name;
    }
}
