namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>What a document may cost. Every configuration file is hostile until read.</summary>
static class YamlLimits
{
    public const int MaxFileBytes = 16 * 1024 * 1024;

    /// <summary>Nesting. Istio's deepest schema is under 20; the tree builder recurses, so this also bounds its stack.</summary>
    public const int MaxDepth = 64;

    /// <summary>Documents and list items of one file.</summary>
    public const int MaxDocuments = 50_000;

    /// <summary>Nodes written in one document; a node takes about 100 bytes of memory.</summary>
    public const int MaxNodes = 1_000_000;

    /// <summary>Characters of one value or key. Kubernetes bounds a whole object at about as much.</summary>
    public const int MaxScalarLength = 1024 * 1024;

    /// <summary>Nodes that aliases add to the documents of one file in total: shuts out the "billion laughs", and many small ones.</summary>
    public const int MaxAliasedNodes = 100_000;
}
