using System.Collections.Immutable;
using Mesh.Iptables.Planning;

namespace Mesh.Iptables.State;

/// <summary>
/// Compares the rules in force with a plan. Our own chains must hold exactly the planned rules in order. Built-in chains
/// are shared: there the planned rules must appear in order between whatever else is there, with no other jump into our chains.
/// </summary>
internal static class StateComparison
{
    private static readonly Table[] Tables = Enum.GetValues<Table>();

    public static StateReport Compare(FamilyPlan plan, SavedTables saved)
    {
        if (!saved.HasOurs)
        {
            var nothingWanted = plan.Rules.IsEmpty;
            return new StateReport(nothingWanted ? Standing.InPlace : Standing.Clean, []);
        }

        var differences = Tables.SelectMany(table => CompareTable(plan, saved[table], table)).ToImmutableArray();
        return new StateReport(differences.IsEmpty ? Standing.InPlace : Standing.Drifted, differences);
    }

    private static IEnumerable<string> CompareTable(FamilyPlan plan, SavedTable saved, Table table)
    {
        var wanted = plan.In(table).Select(rule => rule.Chain).Distinct().ToList();
        var present = saved.OwnChains.Concat(saved.JumpsToOurs.Select(rule => rule.Chain));
        return wanted.Union(present).SelectMany(chain =>
            Chains.IsOurs(chain) ? CompareOwn(plan, saved, table, chain) : CompareShared(plan, saved, table, chain));
    }

    private static IEnumerable<string> CompareOwn(FamilyPlan plan, SavedTable saved, Table table, string chain)
    {
        var place = $"{table.Name()} {chain}";
        var wanted = Canonical(plan.Final(table, chain));
        if (!saved.Chains.Contains(chain))
        {
            return [$"{place}: the chain is missing"];
        }

        if (wanted.Count == 0)
        {
            return [$"{place}: the chain is not wanted"];
        }

        var present = saved.In(chain).Select(rule => rule.Canonical).ToList();
        return present.SequenceEqual(wanted) ? [] : Explain(place, wanted, present);
    }

    private static IEnumerable<string> CompareShared(FamilyPlan plan, SavedTable saved, Table table, string chain)
    {
        var place = $"{table.Name()} {chain}";
        var final = plan.Final(table, chain);
        var wantedJumps = Canonical([.. final.Where(rule => Chains.IsOurs(rule.Target.Name))]);
        var presentJumps = saved.In(chain).Where(rule => rule.IsJumpToOurs).Select(rule => rule.Canonical).ToList();
        if (!presentJumps.SequenceEqual(wantedJumps))
        {
            return Explain(place, wantedJumps, presentJumps);
        }

        var wanted = Canonical(final);
        var present = saved.In(chain).Select(rule => rule.Canonical).ToList();
        return IsSubsequence(wanted, present)
            ? []
            : wanted.Except(present).Select(rule => $"{place}: missing or misplaced: {rule}").DefaultIfEmpty($"{place}: the order differs");
    }

    private static IEnumerable<string> Explain(string place, List<string> wanted, List<string> present)
    {
        var missing = wanted.Except(present).Select(rule => $"{place}: missing: {rule}");
        var extra = present.Except(wanted).Select(rule => $"{place}: not wanted: {rule}");
        return missing.Concat(extra).DefaultIfEmpty($"{place}: the rules are in another order, or one is there twice");
    }

    private static List<string> Canonical(ImmutableArray<Rule> rules) =>
        [.. rules.Select(rule => CanonicalRule.Of(rule.Specification))];

    private static bool IsSubsequence(List<string> wanted, List<string> present)
    {
        var found = 0;
        foreach (var rule in present)
        {
            found += found < wanted.Count && wanted[found] == rule ? 1 : 0;
        }

        return found == wanted.Count;
    }
}
