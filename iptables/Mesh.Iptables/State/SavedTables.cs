using Mesh.Iptables.Planning;

namespace Mesh.Iptables.State;

/// <summary>Everything iptables-save printed that concerns us.</summary>
internal sealed class SavedTables
{
    public static readonly SavedTables Empty = new([], []);

    private readonly Dictionary<Table, SavedTable> _tables;

    private SavedTables(Dictionary<Table, SavedTable> tables, List<Table> unreadable)
    {
        _tables = tables;
        Unreadable = unreadable;
    }

    /// <summary>Tables that hold native nft rules which iptables cannot show, so that their state is unknown.</summary>
    public IReadOnlyList<Table> Unreadable { get; }

    public IEnumerable<SavedTable> All => _tables.Values.OrderBy(table => table.Table);

    public bool HasOurs => _tables.Values.Any(table => table.HasOurs);

    public bool IsInUse => _tables.Values.Any(table => table.IsInUse);

    public SavedTable this[Table table] => _tables.GetValueOrDefault(table) ?? new SavedTable(table);

    /// <summary>Reads iptables-save output, of either variant. Lines of other programs are skipped, never an error.</summary>
    public static SavedTables Parse(string text)
    {
        var tables = new Dictionary<Table, SavedTable>();
        var unreadable = new List<Table>();
        SavedTable? current = null;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (line[0])
            {
                case '*':
                    current = Begin(tables, line[1..].Trim());
                    break;
                case ':':
                    current?.Add(line[1..].Split(' ', 2)[0]);
                    break;
                case '#':
                    NoteUnreadable(unreadable, line);
                    break;
                case '-' when current is not null && TryParseRule(line, out var rule):
                    current.Add(rule);
                    break;
            }
        }

        return new SavedTables(tables, unreadable);
    }

    private static SavedTable? Begin(Dictionary<Table, SavedTable> tables, string name)
    {
        if (TableNames.Parse(name) is not { } table)
        {
            return null;
        }

        return tables[table] = new SavedTable(table);
    }

    // iptables-nft-save: "# Table `nat' is incompatible, use 'nft' tool."
    private static void NoteUnreadable(List<Table> unreadable, string line)
    {
        if (line.Contains("is incompatible", StringComparison.Ordinal)
            && line.Split('`', '\'') is [_, var name, ..]
            && TableNames.Parse(name) is { } table)
        {
            unreadable.Add(table);
        }
    }

    private static bool TryParseRule(string line, out SavedRule rule)
    {
        rule = null!;
        if (line.Split(' ', 3) is not ["-A", var chain, .. var rest])
        {
            return false;
        }

        var specification = rest is [var text] ? text : "";
        var words = RuleTokenizer.Split(specification);
        var jump = words.FindLastIndex(word => word is "-j" or "-g");
        rule = new SavedRule(chain, specification, jump >= 0 && jump + 1 < words.Count ? words[jump + 1] : "");
        return true;
    }
}
