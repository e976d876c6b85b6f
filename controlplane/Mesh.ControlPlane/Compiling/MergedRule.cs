using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>DestinationRules of one namespace for one host that act as one: subsets of all, traffic policy of the first that has one (4.2).</summary>
sealed class MergedRule(DestinationRule first, Visibility visibility)
{
    readonly List<DestinationRule> rules = [first];
    readonly List<Subset> subsets = [.. first.Subsets.DistinctBy(subset => subset.Name)];

    public Visibility Visibility { get; } = visibility;

    public string Namespace { get; } = first.Meta.Namespace;

    public ObjectSelector? Selector { get; } = first.WorkloadSelector;

    public TrafficPolicy? TrafficPolicy { get; private set; } = first.TrafficPolicy;

    public IReadOnlyList<Subset> Subsets => subsets;

    /// <summary>Names the rules, oldest first.</summary>
    public string Origin => "DestinationRule " + string.Join(", ", rules.Select(rule => $"{rule.Meta.Namespace}/{rule.Meta.Name}"));

    /// <summary>Takes in a younger rule, if it is for the same clients.</summary>
    public bool TryMerge(DestinationRule rule, Visibility visibility)
    {
        if (!visibility.Equals(Visibility) || !SameSelector(rule.WorkloadSelector))
            return false;
        rules.Add(rule);
        TrafficPolicy ??= rule.TrafficPolicy;
        subsets.AddRange(rule.Subsets.Where(subset => subsets.TrueForAll(known => known.Name != subset.Name)));
        return true;
    }

    bool SameSelector(ObjectSelector? other) =>
        (Selector, other) switch
        {
            (null, null) => true,
            ({ } one, { } two) => one.Labels.Count == two.Labels.Count && one.Matches(two.Labels),
            _ => false,
        };
}
