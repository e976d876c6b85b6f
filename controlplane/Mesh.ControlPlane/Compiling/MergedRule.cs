using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>DestinationRules of one namespace for one host that act as one: subsets of all, traffic policy of the first that has one (4.2).</summary>
sealed class MergedRule
{
    /// <param name="rules">Oldest first; all are for the same clients.</param>
    /// <param name="visibility">That of each of them.</param>
    public MergedRule(IReadOnlyList<DestinationRule> rules, Visibility visibility)
    {
        Visibility = visibility;
        Namespace = rules[0].Meta.Namespace;
        Selector = rules[0].WorkloadSelector;
        TrafficPolicy = rules.Select(rule => rule.TrafficPolicy).FirstOrDefault(policy => policy is not null);
        Subsets = [.. rules.SelectMany(rule => rule.Subsets).DistinctBy(subset => subset.Name)];
        Origin = "DestinationRule " + string.Join(", ", rules.Select(rule => $"{rule.Meta.Namespace}/{rule.Meta.Name}"));
    }

    public Visibility Visibility { get; }

    public string Namespace { get; }

    public ObjectSelector? Selector { get; }

    public TrafficPolicy? TrafficPolicy { get; }

    public IReadOnlyList<Subset> Subsets { get; }

    /// <summary>Names the rules, oldest first.</summary>
    public string Origin { get; }

    /// <summary>Whether two rules are for the same clients, and so act as one.</summary>
    public static bool SameClients(ObjectSelector? one, ObjectSelector? other) => (one, other) switch
    {
        (null, null) => true,
        ({ } left, { } right) => left.Labels.Count == right.Labels.Count && left.Matches(right.Labels),
        _ => false,
    };
}
