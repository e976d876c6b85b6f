using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Finds the one effective DestinationRule of a service for a client (4.1-4.3).</summary>
sealed class DestinationRules
{
    readonly Dictionary<string, Dictionary<string, List<MergedRule>>> byNamespace;
    readonly Dictionary<string, HashSet<string>> limitedHosts = [];
    readonly string rootNamespace;

    public DestinationRules(IReadOnlyCollection<Resource> resources, MeshTables tables)
    {
        var mesh = tables.Registry.Mesh;
        rootNamespace = mesh.RootNamespace;
        byNamespace = ResourceAge.Sorted<DestinationRule>(resources).GroupBy(rule => rule.Meta.Namespace).ToDictionary(
            rules => rules.Key,
            rules => rules.GroupBy(rule => HostName.Qualify(rule.Host, rule.Meta.Namespace)).ToDictionary(
                host => host.Key, host => Merge([.. host], mesh, tables.Rules)));
        foreach (var (host, rule) in byNamespace.Values.SelectMany(hosts => hosts).SelectMany(host => host.Value, (host, rule) => (host.Key, rule)))
            foreach (var name in rule.Visibility.IsPublic ? [] : rule.Visibility.Namespaces)
                (limitedHosts.TryGetValue(name, out var hosts) ? hosts : limitedHosts[name] = []).Add(host);
    }

    /// <summary>Namespaces in which some service may have another rule than in a namespace that no resource names.</summary>
    public IEnumerable<string> Namespaces => byNamespace.Keys.Concat(limitedHosts.Keys);

    /// <summary>
    /// The client's namespace first, then the service's, then the root namespace; in each the most specific host. Clients in the root
    /// namespace, often gateways, start with its private rules alone: the others there are the mesh's defaults.
    /// </summary>
    public MergedRule? For(MeshService service, string clientNamespace, IReadOnlyDictionary<string, string> clientLabels) =>
        In(clientNamespace, service.Hostname, clientNamespace, clientLabels, privateOnly: clientNamespace == rootNamespace)
        ?? In(service.Namespace, service.Hostname, clientNamespace, clientLabels)
        ?? In(rootNamespace, service.Hostname, clientNamespace, clientLabels);

    /// <summary>
    /// Hosts whose services may have another rule in a namespace than in one that no resource names: the rules there, and those exported to
    /// it by name. Everything else is decided by rules that all namespaces see.
    /// </summary>
    public IEnumerable<string> HostsOf(string @namespace) =>
        (byNamespace.TryGetValue(@namespace, out var own) ? own.Keys : Enumerable.Empty<string>())
        .Concat(limitedHosts.GetValueOrDefault(@namespace, []));

    static List<MergedRule> Merge(List<DestinationRule> rules, MeshConfig mesh, Memo<MergedRule> memo)
    {
        var groups = new List<(Visibility Visibility, List<DestinationRule> Rules)>();
        foreach (var rule in rules)
        {
            var visibility = Visibility.Of(rule.ExportTo, mesh.DefaultDestinationRuleExportTo, rule.Meta.Namespace);
            var known = groups.Find(group =>
                group.Visibility.Equals(visibility) && MergedRule.SameClients(group.Rules[0].WorkloadSelector, rule.WorkloadSelector));
            if (known.Rules is { } list)
                list.Add(rule);
            else
                groups.Add((visibility, [rule]));
        }

        return groups.ConvertAll(group => memo.Get(new Inputs([.. group.Rules]), () => new MergedRule(group.Rules, group.Visibility)));
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
