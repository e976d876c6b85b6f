using System.Text;
using Mesh.Iptables.Planning;
using Mesh.Iptables.State;

namespace Mesh.Iptables.Applying;

/// <summary>
/// Renders input for <c>iptables-restore --noflush</c>. Each table is one transaction: the kernel takes all of it or none.
/// </summary>
internal static class RestoreText
{
    // No plan has rules in the filter table: what of ours stands there is the guardrail, which lives and dies by itself.
    private static readonly Table[] PlannedTables = [Table.Mangle, Table.Nat, Table.Raw];

    private static readonly Table[] AllTables = Enum.GetValues<Table>();

    /// <summary>Makes the planned chains and rules where none of ours exist. Fails in the kernel when one does.</summary>
    public static string Make(FamilyPlan plan) => Replace(plan, SavedTables.Empty);

    /// <summary>
    /// Turns what is in force into the plan, leaving everything that is not ours alone. A chain that stays is emptied
    /// and filled in one transaction, so no packet meets it half done.
    /// </summary>
    public static string Replace(FamilyPlan plan, SavedTables saved)
    {
        var text = new StringBuilder();
        foreach (var table in PlannedTables)
        {
            Transaction(text, table, [.. Undo(plan, saved[table], keep: true), .. Do(plan, table, saved[table])]);
        }

        return text.ToString();
    }

    /// <summary>Removes all that is ours. Empty when there is nothing.</summary>
    /// <param name="plan">
    /// The rules an apply with the same options makes: those in built-in chains that lead to no chain of ours are known only from it.
    /// </param>
    public static string Remove(FamilyPlan plan, SavedTables saved)
    {
        var text = new StringBuilder();
        foreach (var table in AllTables)
        {
            Transaction(text, table, [.. Undo(plan, saved[table], keep: false)]);
        }

        return text.ToString();
    }

    private static IEnumerable<string> Undo(FamilyPlan plan, SavedTable saved, bool keep)
    {
        if (!saved.HasOurs)
        {
            yield break;
        }

        foreach (var rule in saved.JumpsToOurs)
        {
            yield return $"-D {rule.Chain} {rule.Specification}";
        }

        foreach (var rule in PlainRulesInSharedChains(plan, saved))
        {
            yield return $"-D {rule.Chain} {rule.Specification}";
        }

        foreach (var chain in saved.OwnChains)
        {
            yield return $"-F {chain}";
        }

        var staying = keep ? plan.OwnChains(saved.Table).ToHashSet() : [];
        foreach (var chain in saved.OwnChains.Where(chain => !staying.Contains(chain)))
        {
            yield return $"-X {chain}";
        }
    }

    // The RETURN rules of -c and -k: one of each is removed for each that the plan makes, so an equal rule of somebody else stays.
    private static IEnumerable<SavedRule> PlainRulesInSharedChains(FamilyPlan plan, SavedTable saved)
    {
        var remaining = saved.Rules.Where(rule => !Chains.IsOurs(rule.Chain) && !rule.IsJumpToOurs).ToList();
        foreach (var planned in plan.In(saved.Table).Where(rule => !Chains.IsOurs(rule.Chain) && !Chains.IsOurs(rule.Target.Name)))
        {
            var canonical = CanonicalRule.Of(planned.Specification);
            if (remaining.FindIndex(rule => rule.Chain == planned.Chain && rule.Canonical == canonical) is >= 0 and var index)
            {
                yield return remaining[index];
                remaining.RemoveAt(index);
            }
        }
    }

    private static IEnumerable<string> Do(FamilyPlan plan, Table table, SavedTable saved)
    {
        foreach (var chain in plan.OwnChains(table).Except(saved.OwnChains))
        {
            yield return $"-N {chain}";
        }

        foreach (var rule in plan.In(table))
        {
            yield return rule.Command;
        }
    }

    private static void Transaction(StringBuilder text, Table table, List<string> lines)
    {
        if (lines.Count > 0)
        {
            text.Append('*').Append(table.Name()).Append('\n');
            text.AppendJoin('\n', lines).Append('\n');
            text.Append("COMMIT\n");
        }
    }
}
