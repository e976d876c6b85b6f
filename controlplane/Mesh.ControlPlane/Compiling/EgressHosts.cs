using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>What a Sidecar's <c>egress[].hosts</c> import (5.23).</summary>
sealed class EgressHosts
{
    readonly List<(string Namespace, string Host)> included = [];
    readonly List<(string Namespace, string Host)> excluded = [];

    /// <summary>Everything visible: what a proxy without Sidecar, or a Sidecar without egress, imports.</summary>
    public static EgressHosts Everything { get; } = new(["*/*"], "");

    /// <param name="hosts">As written: <c>ns/dns</c>; ns may be <c>*</c>, <c>.</c>, <c>~</c> (nothing) or <c>~ns</c> (leave out).</param>
    /// <param name="own">The namespace of the client, which <c>.</c> stands for: another than the Sidecar's where that is the mesh's default.</param>
    public EgressHosts(IEnumerable<string> hosts, string own)
    {
        foreach (var written in hosts)
        {
            var slash = written.IndexOf('/');
            if (slash < 0)
                continue;
            var (name, host) = (written[..slash], written[(slash + 1)..].ToLowerInvariant());
            if (name == "~")
                continue;
            if (name.StartsWith('~'))
                excluded.Add((Resolve(name[1..], own), host));
            else
                included.Add((Resolve(name, own), host));
        }
    }

    /// <param name="sidecar">Null for none.</param>
    /// <param name="namespace">Of the client.</param>
    public static EgressHosts Of(Sidecar? sidecar, string @namespace) => sidecar is null || sidecar.Egress.Count == 0
        ? Everything
        : new EgressHosts(sidecar.Egress.SelectMany(listener => listener.Hosts), @namespace);

    /// <summary>Whether what a Sidecar imports depends on the namespace of the client.</summary>
    public static bool AreRelative(Sidecar sidecar) => sidecar.Egress.SelectMany(listener => listener.Hosts)
        .Any(host => host.StartsWith("./", StringComparison.Ordinal) || host.StartsWith("~./", StringComparison.Ordinal));

    public bool Imports(MeshService service) =>
        included.Any(one => Covers(one, service.Namespace, service.Hostname))
        && !excluded.Any(one => Covers(one, service.Namespace, service.Hostname));

    /// <summary>A VirtualService is imported when any of its hosts has something in common with an imported host.</summary>
    public bool Imports(string @namespace, IEnumerable<string> hosts) => hosts.Any(host =>
        included.Any(one => IsOf(one.Namespace, @namespace) && HostName.Intersect(one.Host, host) is not null)
        && !excluded.Any(one => Covers(one, @namespace, host)));

    static bool Covers((string Namespace, string Host) one, string @namespace, string host) =>
        IsOf(one.Namespace, @namespace) && HostName.Covers(one.Host, host);

    static bool IsOf(string pattern, string @namespace) => pattern == "*" || pattern == @namespace;

    static string Resolve(string name, string own) => name == "." ? own : name;
}
