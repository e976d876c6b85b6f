namespace Mesh.ControlPlane.Resources;

/// <summary>A set of labels that all have to be present (<c>workloadSelector.labels</c>, <c>matchLabels</c>,
/// <c>spec.selector</c>).</summary>
public sealed record ObjectSelector(IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>True when <paramref name="candidate"/> carries every label. An empty selector matches everything.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> candidate)
    {
        foreach (var (key, value) in Labels)
        {
            if (!candidate.TryGetValue(key, out var actual) || actual != value)
            {
                return false;
            }
        }

        return true;
    }
}
