namespace Mesh.ControlPlane.Registry;

/// <summary>Who may see a resource: <c>exportTo</c> resolved for the namespace it lives in (3.3, 9.9).</summary>
sealed class Visibility : IEquatable<Visibility>
{
    readonly bool everyone;
    readonly SortedSet<string> namespaces;
    readonly string own;

    Visibility(bool everyone, SortedSet<string> namespaces, string own)
    {
        this.everyone = everyone;
        this.namespaces = namespaces;
        this.own = own;
    }

    /// <summary>Seen by every namespace, also by those that no resource names.</summary>
    public bool IsPublic => everyone;

    /// <summary>Whom it is seen by, when not by everyone.</summary>
    public IReadOnlyCollection<string> Namespaces => namespaces;

    /// <summary>Seen by its own namespace alone.</summary>
    public bool IsPrivate => !everyone && namespaces.Count == 1 && namespaces.Contains(own);

    /// <param name="exportTo">As written: <c>*</c>, <c>.</c>, <c>~</c> (no one) or namespaces.</param>
    /// <param name="fallback">The mesh's default, when nothing is written.</param>
    /// <param name="own">The namespace of the resource.</param>
    public static Visibility Of(IReadOnlyList<string> exportTo, IReadOnlyList<string> fallback, string own)
    {
        var written = exportTo.Count > 0 ? exportTo : fallback;
        if (written.Contains("~"))
            return new Visibility(false, [], own);
        var namespaces = new SortedSet<string>(written.Select(name => name == "." ? own : name), StringComparer.Ordinal);
        return new Visibility(written.Count == 0 || namespaces.Remove("*"), namespaces, own);
    }

    public bool Includes(string @namespace) => everyone || namespaces.Contains(@namespace);

    /// <summary>Namespaces that may see it, its own first if it is one. Where everyone may, its own stands for all.</summary>
    public IEnumerable<string> Clients => Includes(own) ? namespaces.Where(name => name != own).Prepend(own) : namespaces;

    /// <summary>Whether some namespace may see both.</summary>
    public bool Overlaps(Visibility other) =>
        everyone ? other.everyone || other.namespaces.Count > 0 : other.everyone ? namespaces.Count > 0 : namespaces.Overlaps(other.namespaces);

    public bool Equals(Visibility? other) =>
        other is not null && everyone == other.everyone && (everyone || namespaces.SetEquals(other.namespaces));

    public override bool Equals(object? obj) => Equals(obj as Visibility);

    public override int GetHashCode() => everyone ? 1 : namespaces.Count;
}
