using System.Net;

namespace Mesh.Proxy.Names;

/// <summary>/etc/hosts (hosts(5)): an address and its names, one a line; a name in several lines has all their addresses.</summary>
sealed class HostsFile
{
    static readonly char[] Blanks = [' ', '\t', '\r'];

    readonly Dictionary<string, IPAddress[]> byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null: the name is not in the file.</summary>
    public IPAddress[]? Find(string name) => byName.GetValueOrDefault(name);

    public static HostsFile Parse(string text)
    {
        var file = new HostsFile();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split('#')[0].Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && IPAddress.TryParse(words[0], out var address))
            {
                file.Add(address, words.AsSpan(1));
            }
        }

        return file;
    }

    void Add(IPAddress address, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var known = byName.GetValueOrDefault(name) ?? [];
            byName[name] = known.Contains(address) ? known : [.. known, address];
        }
    }
}
