using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Which DestinationRules have a subset, for the check of references: a client needs one that it may see and that is looked up for it.</summary>
sealed class SubsetIndex
{
    readonly Dictionary<(string Host, string Subset), List<(DestinationRule Rule, Visibility Visibility)>> rules = [];
    readonly string rootNamespace;

    public SubsetIndex(IEnumerable<Resource> resources, MeshConfig mesh)
    {
        rootNamespace = mesh.RootNamespace;
        foreach (var rule in ResourceAge.Sorted<DestinationRule>(resources))
        {
            var visibility = Visibility.Of(rule.ExportTo, mesh.DefaultDestinationRuleExportTo, rule.Meta.Namespace);
            foreach (var subset in rule.Subsets)
                Add((HostName.Qualify(rule.Host, rule.Meta.Namespace), subset.Name), (rule, visibility));
        }
    }

    /// <summary>Why none of <paramref name="clients"/> gets the subset of a service; null when some do.</summary>
    public string? Problem(MeshService service, string subset, Visibility clients)
    {
        DestinationRule? unseen = null;
        foreach (var (rule, visibility) in Candidates(service.Hostname, subset))
        {
            if (IsUsed(rule, visibility, service, clients))
                return null;
            unseen ??= rule;
        }

        return unseen is null
            ? $"no DestinationRule for {service.Hostname} has a subset {subset}"
            : $"subset {subset} of {service.Hostname} is in DestinationRule {unseen.Meta.Namespace}/{unseen.Meta.Name}, which is not for clients of this VirtualService";
    }

    // Rules are looked up in the client's namespace, the service's and the root namespace (4.1); a selector binds the rule's own (4.3).
    bool IsUsed(DestinationRule rule, Visibility visibility, MeshService service, Visibility clients)
    {
        var own = rule.Meta.Namespace;
        var isShared = rule.WorkloadSelector is null && (own == service.Namespace || own == rootNamespace);
        return isShared ? visibility.Overlaps(clients) : visibility.Includes(own) && clients.Includes(own);
    }

    IEnumerable<(DestinationRule Rule, Visibility Visibility)> Candidates(string hostname, string subset) =>
        HostName.Patterns(hostname).SelectMany(host => rules.GetValueOrDefault((host, subset), []));

    void Add((string Host, string Subset) key, (DestinationRule, Visibility) rule)
    {
        if (!rules.TryGetValue(key, out var known))
            rules[key] = known = [];
        known.Add(rule);
    }
}
