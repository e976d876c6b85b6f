using Mesh.Iptables.Planning;

namespace Mesh.Iptables.State;

/// <summary>A rule, planned or in force: equal by its canonical form, shown as it was written.</summary>
internal readonly record struct ComparedRule(string Canonical, string Text)
{
    public static ComparedRule Of(Rule rule) => new(CanonicalRule.Of(rule.Specification), rule.Specification);

    public static ComparedRule Of(SavedRule rule) => new(rule.Canonical, rule.Specification);

    public bool Equals(ComparedRule other) => Canonical == other.Canonical;

    public override int GetHashCode() => Canonical.GetHashCode(StringComparison.Ordinal);
}
