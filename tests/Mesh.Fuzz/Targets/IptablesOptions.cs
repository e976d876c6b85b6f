using Mesh.Iptables.Applying;
using Mesh.Iptables.Host;
using Mesh.Iptables.Options;
using Mesh.Iptables.Planning;

namespace Mesh.Fuzz.Targets;

/// <summary>Options of mesh-iptables, one "name=value" a line: refused by name, or rules of which no value has made other rules.</summary>
sealed class IptablesOptions : IFuzzTarget
{
    static readonly Flag[] Named = [.. Flags.All.Where(flag => flag.Name is not null)];

    public IEnumerable<byte[]> Seeds =>
    [
        Bytes.Of("istio-inbound-ports=*\nistio-service-cidr=*\nproxy-uid=1337\nistio-local-exclude-ports=15020,22"),
        Bytes.Of("istio-service-cidr=10.0.0.0/8,2001:db8::/32\nistio-service-exclude-cidr=10.1.0.0/16\nproxy-gid=1337,0\nistio-outbound-ports=80\ndrop-invalid=true"),
        Bytes.Of("istio-exclude-interfaces=eth0,docker+\nkube-virt-interfaces=net1\nistio-inbound-interception-mode=NONE\nprobe-timeout=1m2.5s"), Bytes.Of("envoy-port=x"),
    ];

    public IReadOnlyList<byte[]> Words { get; } =
        [.. Named.Select(flag => Bytes.Of($"\n{flag.Name}=")), .. Bytes.Words("*", ",", "/", "-", "!", "65536", "10.0.0.0/8", "::/0", "root", "true", "\r", "\n-A OUTPUT -j ACCEPT", " -j ACCEPT", "eth0+")];

    public int MaxLength => 600;

    public int Run(byte[] input)
    {
        var values = Bytes.Latin1(input).Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0]).ToDictionary(group => group.Key, group => group.Last()[1]);
        try
        {
            var options = new OptionReader(new OptionSource(flag => values.GetValueOrDefault(flag.Name!), _ => null), new NoAccounts()).Read();
            return HashCode.Combine(Rules(options, IpFamily.V4), Rules(options, IpFamily.V6));
        }
        catch (OptionException error)
        {
            Check.That(error.Message.Length > 0, "what is refused has a reason");
            return 0;
        }
    }

    static int Rules(CaptureOptions options, IpFamily family)
    {
        var plan = FamilyPlanner.Plan(options, family);
        var lines = RestoreText.Make(plan).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Check.Equal(plan.Rules.Length, lines.Count(line => line.StartsWith("-A ", StringComparison.Ordinal) || line.StartsWith("-I ", StringComparison.Ordinal)), "a rule is a line");
        Check.That(Array.TrueForAll(lines, line => line.All(character => character is >= ' ' and <= '~')), "lines are plain text");
        Check.That(Array.TrueForAll(lines, line => line is "COMMIT" || line[0] is '*' || line[..3] is "-A " or "-I " or "-N "), "there are no other commands");
        return Math.Min(plan.Rules.Length, 60);
    }

    sealed class NoAccounts : IAccounts
    {
        public uint? FindUser(string name) => name == "root" ? 0 : null;

        public uint? FindGroup(string name) => name == "root" ? 0 : null;
    }
}
