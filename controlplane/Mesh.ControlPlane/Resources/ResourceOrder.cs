namespace Mesh.ControlPlane.Resources;

/// <summary>Istio's precedence: the older resource wins; the same age is settled by name, then namespace, as Istio sorts its configuration.</summary>
sealed class ResourceOrder : IComparer<Resource>
{
    public static readonly ResourceOrder OldestFirst = new();

    public int Compare(Resource? x, Resource? y)
    {
        var (left, right) = (x!.Meta, y!.Meta);
        var order = (left.CreationTimestamp ?? DateTimeOffset.MinValue).CompareTo(right.CreationTimestamp ?? DateTimeOffset.MinValue);
        order = order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
        order = order != 0 ? order : string.CompareOrdinal(left.Namespace, right.Namespace);
        return order != 0 ? order : x.Kind.CompareTo(y.Kind);
    }
}
