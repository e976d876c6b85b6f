using System.Collections.Immutable;

namespace Mesh.Iptables.Planning;

/// <summary>One rule of the plan.</summary>
/// <param name="AtTop">True to insert the rule above all others of its chain, false to append it.</param>
internal sealed record Rule(Table Table, string Chain, ImmutableArray<Match> Matches, Target Target, bool AtTop = false)
{
    /// <summary>Conditions and target, as in <c>-p tcp --dport 80 -j RETURN</c>.</summary>
    public string Specification => Matches.IsEmpty ? Target.ToString() : $"{string.Join(' ', Matches)} {Target}";

    /// <summary>The line that makes the rule.</summary>
    public string Command => AtTop ? $"-I {Chain} 1 {Specification}" : $"-A {Chain} {Specification}";
}
