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
        if (!saved.Chains.Contains(chain))
        {
            return [$"{place}: the chain is missing"];
        }

        var wanted = plan.Final(table, chain).Select(ComparedRule.Of).ToList();
        var present = saved.In(chain).Select(ComparedRule.Of).ToList();
        return wanted.Count == 0 ? [$"{place}: the chain is not wanted"] : Differences(place, wanted, present);
    }

    private static IEnumerable<string> CompareShared(FamilyPlan plan, SavedTable saved, Table table, string chain)
    {
        var place = $"{table.Name()} {chain}";
        var final = plan.Final(table, chain);
        var wantedJumps = final.Where(rule => Chains.IsOurs(rule.Target.Name)).Select(ComparedRule.Of).ToList();
        var presentJumps = saved.In(chain).Where(rule => rule.IsJumpToOurs).Select(ComparedRule.Of).ToList();
        var differences = Differences(place, wantedJumps, presentJumps).ToList();
        if (differences.Count > 0)
        {
            return differences;
        }

        var wanted = final.Select(ComparedRule.Of).ToList();
        var present = saved.In(chain).Select(ComparedRule.Of).ToList();
        return IsSubsequence(wanted, present) ? [] : Missing(place, wanted, present).DefaultIfEmpty($"{place}: the order differs");
    }

    private static IEnumerable<string> Differences(string place, List<ComparedRule> wanted, List<ComparedRule> present)
    {
        if (wanted.SequenceEqual(present))
        {
            return [];
        }

        var extra = present.Except(wanted).Select(rule => $"{place}: not wanted: {rule.Text}");
        return Missing(place, wanted, present).Concat(extra)
            .DefaultIfEmpty($"{place}: the rules are in another order, or one is there twice");
    }

    private static IEnumerable<string> Missing(string place, List<ComparedRule> wanted, List<ComparedRule> present) =>
        wanted.Except(present).Select(rule => $"{place}: missing: {rule.Text}");

    private static bool IsSubsequence(List<ComparedRule> wanted, List<ComparedRule> present)
    {
        var found = 0;
        foreach (var rule in present)
        {
            found += found < wanted.Count && wanted[found].Equals(rule) ? 1 : 0;
        }

        return found == wanted.Count;
    }
}
