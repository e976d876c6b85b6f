using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Finds the one effective DestinationRule of a service for a client (4.1-4.3).</summary>
sealed class DestinationRules
{
    readonly Dictionary<string, Dictionary<string, List<MergedRule>>> byNamespace = [];
    readonly string rootNamespace;

    public DestinationRules(IReadOnlyCollection<Resource> resources, MeshConfig mesh)
    {
        rootNamespace = mesh.RootNamespace;
        foreach (var rule in ResourceAge.Sorted<DestinationRule>(resources))
            Add(rule, Visibility.Of(rule.ExportTo, mesh.DefaultDestinationRuleExportTo, rule.Meta.Namespace));
    }

    /// <summary>
    /// The client's namespace first, then the service's, then the root namespace; in each the most specific host. Clients in the root
    /// namespace, often gateways, start with its private rules alone: the others there are the mesh's defaults.
    /// </summary>
    public MergedRule? For(MeshService service, string clientNamespace, IReadOnlyDictionary<string, string> clientLabels) =>
        In(clientNamespace, service.Hostname, clientNamespace, clientLabels, privateOnly: clientNamespace == rootNamespace)
        ?? In(service.Namespace, service.Hostname, clientNamespace, clientLabels)
        ?? In(rootNamespace, service.Hostname, clientNamespace, clientLabels);

    void Add(DestinationRule rule, Visibility visibility)
    {
        if (!byNamespace.TryGetValue(rule.Meta.Namespace, out var hosts))
            byNamespace[rule.Meta.Namespace] = hosts = [];
        var host = HostName.Qualify(rule.Host, rule.Meta.Namespace);
        if (!hosts.TryGetValue(host, out var rules))
            hosts[host] = rules = [];
        if (!rules.Exists(known => known.TryMerge(rule, visibility)))
            rules.Add(new MergedRule(rule, visibility));
    }

    MergedRule? In(
        string @namespace, string hostname, string clientNamespace, IReadOnlyDictionary<string, string> clientLabels, bool privateOnly = false)
    {
        if (!byNamespace.TryGetValue(@namespace, out var hosts))
            return null;
        if (hosts.TryGetValue(hostname, out var exact) && Choose(exact, clientNamespace, clientLabels, privateOnly) is { } chosen)
            return chosen;
        foreach (var (_, rules) in hosts.Where(entry => HostName.IsWildcard(entry.Key) && entry.Key != hostname && HostName.Covers(entry.Key, hostname))
            .OrderByDescending(entry => entry.Key.Length))
            if (Choose(rules, clientNamespace, clientLabels, privateOnly) is { } wildcard)
                return wildcard;
        return null;
    }

    // A selector binds clients of the rule's own namespace only, and goes before rules without one (4.3).
    static MergedRule? Choose(
        List<MergedRule> rules, string clientNamespace, IReadOnlyDictionary<string, string> clientLabels, bool privateOnly)
    {
        MergedRule? general = null;
        foreach (var rule in rules)
            if (!rule.Visibility.Includes(clientNamespace) || (privateOnly && !rule.Visibility.IsPrivate))
                continue;
            else if (rule.Selector is null)
                general ??= rule;
            else if (rule.Namespace == clientNamespace && rule.Selector.Matches(clientLabels))
                return rule;
        return general;
    }
}
