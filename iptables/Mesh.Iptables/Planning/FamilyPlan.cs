using System.Collections.Immutable;

namespace Mesh.Iptables.Planning;

/// <summary>The rules wanted for one address family, in the order in which they are made.</summary>
internal sealed record FamilyPlan(IpFamily Family, ImmutableArray<Rule> Rules)
{
    public IEnumerable<Table> Tables => Rules.Select(rule => rule.Table).Distinct().Order();

    /// <summary>The chains of our own in a table, in the order of their first rule.</summary>
    public IEnumerable<string> OwnChains(Table table) => In(table).Select(rule => rule.Chain).Where(Chains.IsOurs).Distinct();

    public IEnumerable<Rule> In(Table table) => Rules.Where(rule => rule.Table == table);

    /// <summary>The rules of a chain in the order in which packets will meet them.</summary>
    public ImmutableArray<Rule> Final(Table table, string chain)
    {
        var ordered = ImmutableArray.CreateBuilder<Rule>();
        foreach (var rule in In(table).Where(rule => rule.Chain == chain))
        {
            ordered.Insert(rule.AtTop ? 0 : ordered.Count, rule);
        }

        return ordered.ToImmutable();
    }
}
