using Mesh.Iptables.Applying;
using Mesh.Iptables.Options;
using Mesh.Iptables.Planning;
using Mesh.Iptables.State;

namespace Mesh.Fuzz.Targets;

/// <summary>What iptables-save prints, with the rules of any other program in it: read without a fault, and what is not ours is left alone.</summary>
sealed class IptablesState : IFuzzTarget
{
    static readonly FamilyPlan Plan = FamilyPlanner.Plan(new CaptureOptions(), IpFamily.V4);

    public IEnumerable<byte[]> Seeds =>
    [
        Bytes.Of("*nat\n:PREROUTING ACCEPT [0:0]\n:ISTIO_INBOUND - [0:0]\n-A PREROUTING -p tcp -j ISTIO_INBOUND\n-A ISTIO_INBOUND -p tcp --dport 15008 -j RETURN\nCOMMIT\n"),
        Bytes.Of("# Table `nat' is incompatible, use 'nft' tool.\n*mangle\n:FORWARD DROP [1:2]\n-A FORWARD -m comment --comment \"a \\\"b\\\" c\" -j DROP\nCOMMIT\n"), Bytes.Of("x"),
    ];

    public IReadOnlyList<byte[]> Words { get; } = Bytes.Words("*nat\n", ":ISTIO_OUTPUT - [0:0]\n", "-A OUTPUT -j ISTIO_OUTPUT\n", "COMMIT\n", "\"", "\\", "'", " -j ", "-A ", "!", "\t", "ISTIO_");

    public int Run(byte[] input)
    {
        var saved = SavedTables.Parse(Bytes.Latin1(input));
        _ = StateComparison.Compare(Plan, saved);
        var lines = RestoreText.Remove(Plan, saved).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.Where(line => line.StartsWith("-F ", StringComparison.Ordinal) || line.StartsWith("-X ", StringComparison.Ordinal)))
        {
            Check.That(Chains.IsOurs(line[3..].Trim()), $"only chains of ours are emptied and removed, not {line}");
        }

        return HashCode.Combine(saved.HasOurs, saved.IsInUse, saved.Unreadable.Count, Math.Min(lines.Length, 5));
    }
}
