using System.Runtime.CompilerServices;

namespace Mesh.ControlPlane.Registry;

/// <summary>
/// What a result was made of, as the key to find it again: immutable objects by identity, texts by value, null for "none". Resources of a
/// file that did not change are the same objects from one read to the next, so equal inputs give equal results.
/// </summary>
readonly struct Inputs : IEquatable<Inputs>
{
    static readonly object Separator = new();

    readonly object?[] parts;
    readonly int hash;

    public Inputs(params object?[] parts)
    {
        this.parts = parts;
        var code = new HashCode();
        foreach (var part in parts)
            code.Add(part is string text ? text.GetHashCode() : RuntimeHelpers.GetHashCode(part));
        hash = code.ToHashCode();
    }

    /// <summary>Those of a result that is made of several.</summary>
    public static Inputs Joined(IEnumerable<Inputs> inputs) => new([.. inputs.SelectMany(one => one.parts.Append(Separator))]);

    public bool Equals(Inputs other)
    {
        if (hash != other.hash || parts.Length != other.parts.Length)
            return false;
        for (var i = 0; i < parts.Length; i++)
            if (!ReferenceEquals(parts[i], other.parts[i]) && !(parts[i] is string text && text.Equals(other.parts[i] as string, StringComparison.Ordinal)))
                return false;
        return true;
    }

    public override bool Equals(object? obj) => obj is Inputs other && Equals(other);

    public override int GetHashCode() => hash;
}
