using Mesh.Iptables.Planning;

namespace Mesh.Iptables.State;

/// <summary>A rule that is in force, as iptables-save printed it.</summary>
/// <param name="Specification">Conditions and target, verbatim.</param>
/// <param name="Target">The verdict or chain it leads to; empty for a rule without one.</param>
internal sealed record SavedRule(string Chain, string Specification, string Target)
{
    public string Canonical { get; } = CanonicalRule.Of(Specification);

    /// <summary>True for a rule in somebody else's chain that leads into one of ours.</summary>
    public bool IsJumpToOurs => !Chains.IsOurs(Chain) && Chains.IsOurs(Target);
}
