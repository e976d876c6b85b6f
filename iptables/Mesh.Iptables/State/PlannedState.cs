using Mesh.Iptables.Planning;

namespace Mesh.Iptables.State;

/// <summary>What would be in force were a plan, and nothing else, applied.</summary>
internal static class PlannedState
{
    public static SavedTables Of(FamilyPlan plan)
    {
        var lines = plan.Tables.SelectMany(table => Lines(plan, table));
        return SavedTables.Parse(string.Join('\n', lines));
    }

    private static IEnumerable<string> Lines(FamilyPlan plan, Table table)
    {
        var chains = plan.In(table).Select(rule => rule.Chain).Distinct().ToList();
        return
        [
            $"*{table.Name()}",
            .. chains.Select(chain => $":{chain} - [0:0]"),
            .. chains.SelectMany(chain => plan.Final(table, chain)).Select(rule => $"-A {rule.Chain} {rule.Specification}"),
            "COMMIT",
        ];
    }
}
