using Mesh.Iptables.Planning;

namespace Mesh.Iptables.State;

/// <summary>One table as it is in force.</summary>
internal sealed class SavedTable(Table table)
{
    private readonly List<string> _chains = [];
    private readonly List<SavedRule> _rules = [];

    public Table Table { get; } = table;

    /// <summary>All chains, built-in ones included.</summary>
    public IReadOnlyList<string> Chains => _chains;

    public IReadOnlyList<SavedRule> Rules => _rules;

    public IEnumerable<string> OwnChains => _chains.Where(Planning.Chains.IsOurs);

    public IEnumerable<SavedRule> JumpsToOurs => _rules.Where(rule => rule.IsJumpToOurs);

    public bool HasOurs => OwnChains.Any() || JumpsToOurs.Any();

    /// <summary>True when anybody made rules or chains here: an untouched table has built-in chains only.</summary>
    public bool IsInUse => _rules.Count > 0 || _chains.Any(chain => !BuiltInChains.Contains(chain));

    public IEnumerable<SavedRule> In(string chain) => _rules.Where(rule => rule.Chain == chain);

    public void Add(string chain) => _chains.Add(chain);

    public void Add(SavedRule rule) => _rules.Add(rule);
}
