namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>What a document may cost. Every configuration file is hostile until read.</summary>
static class YamlLimits
{
    public const int MaxFileBytes = 16 * 1024 * 1024;

    /// <summary>Nesting. Istio's deepest schema is under 20; the tree builder recurses, so this also bounds its stack.</summary>
    public const int MaxDepth = 64;

    /// <summary>Nodes written in one document.</summary>
    public const int MaxNodes = 2_000_000;

    /// <summary>Nodes that aliases add to one document in total: shuts out the "billion laughs".</summary>
    public const int MaxAliasedNodes = 100_000;
}
