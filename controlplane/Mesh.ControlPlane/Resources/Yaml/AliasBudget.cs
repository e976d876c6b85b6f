namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>
/// What aliases may cost in one file. An alias is free to parse, for it shares its anchor's nodes; whoever walks the tree pays for all that
/// it stands for, once per document.
/// </summary>
sealed class AliasBudget
{
    int left = YamlLimits.MaxAliasedNodes;

    /// <returns>Whether there was as much left. What there was is gone in any case.</returns>
    public bool TrySpend(int nodes)
    {
        left = Math.Max(left - nodes, -1);
        return left >= 0;
    }
}
