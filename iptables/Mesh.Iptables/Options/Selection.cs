using System.Collections.Immutable;

namespace Mesh.Iptables.Options;

/// <summary>Either everything (<c>*</c>) or the listed values, possibly none.</summary>
internal readonly record struct Selection<T>(bool IsEverything, ImmutableArray<T> Values)
{
    public static readonly Selection<T> Everything = new(true, []);
    public static readonly Selection<T> None = new(false, []);

    public bool IsNone => !IsEverything && Values.IsEmpty;

    public static Selection<T> Of(params ImmutableArray<T> values) => new(false, values);
}
