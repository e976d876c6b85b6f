using System.Globalization;
using Mesh.Iptables.Options;

namespace Mesh.Iptables.Planning;

/// <summary>
/// One condition of a rule. Made only by the factories below, from typed values: no text of a user ever reaches a rule.
/// </summary>
internal readonly record struct Match
{
    private Match(string option, string value, string? module = null, bool negated = false)
    {
        Option = option;
        Value = value;
        Module = module;
        IsNegated = negated;
    }

    /// <summary>The option as iptables spells it, such as <c>--dport</c>.</summary>
    public string Option { get; }

    public string Value { get; }

    /// <summary>The match extension that must be loaded first (<c>-m owner</c>), or null for a built-in option.</summary>
    public string? Module { get; }

    public bool IsNegated { get; }

    public Match Not => new(Option, Value, Module, negated: true);

    public static Match Tcp => new("-p", "tcp");

    public static Match Udp => new("-p", "udp");

    public static Match ToLoopback => new("-o", "lo");

    public static Match InvalidState => new("--ctstate", "INVALID", "conntrack");

    public static Match From(InterfaceName name) => new("-i", name.Value);

    public static Match To(InterfaceName name) => new("-o", name.Value);

    public static Match Source(Cidr range) => new("-s", range.ToString());

    public static Match Destination(Cidr range) => new("-d", range.ToString());

    /// <summary>Needs <see cref="Tcp"/> or <see cref="Udp"/> before it.</summary>
    public static Match DestinationPort(ushort port) => new("--dport", Number(port));

    public static Match OwnerUser(uint uid) => new("--uid-owner", Number(uid), "owner");

    public static Match OwnerGroup(uint gid) => new("--gid-owner", Number(gid), "owner");

    public override string ToString() =>
        $"{(Module is null ? "" : $"-m {Module} ")}{(IsNegated ? "! " : "")}{Option} {Value}";

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);
}
