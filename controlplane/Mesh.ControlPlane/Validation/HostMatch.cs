namespace Mesh.ControlPlane.Validation;

/// <summary>Relations between host names with leftmost wildcards.</summary>
static class HostMatch
{
    /// <summary>True when some name is matched by both.</summary>
    public static bool Overlap(string left, string right) => Within(left, right) || Within(right, left);

    /// <summary>True when everything that <paramref name="inner"/> matches is matched by <paramref name="outer"/>.</summary>
    public static bool Within(string inner, string outer) =>
        outer.StartsWith('*')
            ? inner.AsSpan(inner.StartsWith('*') ? 1 : 0).EndsWith(outer.AsSpan(1), StringComparison.OrdinalIgnoreCase)
            : inner.Equals(outer, StringComparison.OrdinalIgnoreCase);
}
