namespace Mesh.Contract;

/// <summary>What a resource is called; unique for one proxy.</summary>
public readonly record struct ResourceKey(Kind Kind, string Name) : IComparable<ResourceKey>
{
    /// <summary>By kind, then by name in ordinal order: the order of everything the control plane sends.</summary>
    public int CompareTo(ResourceKey other) =>
        Kind != other.Kind ? Kind.CompareTo(other.Kind) : string.CompareOrdinal(Name, other.Name);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";
}
