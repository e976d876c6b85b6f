using System.Collections.Immutable;
using System.Globalization;

namespace Mesh.Iptables.Options;

/// <summary>Text to typed values. Each parser returns a value or throws an <see cref="OptionException"/> that names its origin.</summary>
internal static class OptionParsers
{
    /// <summary>A list longer than this is a mistake or an attack: the rules would take the kernel minutes to load.</summary>
    public const int MaxListLength = 4096;

    public const string Wildcard = "*";

    public static ushort Port(OptionValue value) =>
        TryPort(value.Text, out var port) ? port : throw value.Refuse("is not a port (1-65535)");

    public static uint Number(OptionValue value) =>
        uint.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw value.Refuse("is not a number (0-4294967295)");

    public static ImmutableArray<ushort> Ports(OptionValue value) => List(value, entry =>
        TryPort(entry, out var port) ? port : throw value.Refuse($"holds {Shown(entry)}, which is not a port (1-65535)"));

    public static ImmutableArray<Cidr> Cidrs(OptionValue value) => List(value, entry => Cidr(value, entry));

    public static ImmutableArray<InterfaceName> Interfaces(OptionValue value) => List(value, entry =>
        InterfaceName.TryParse(entry, out var name)
            ? name
            : throw value.Refuse($"holds {Shown(entry)}, which is not an interface name (1-15 letters, digits and _ . : @ -)"));

    public static ImmutableArray<uint> Ids(OptionValue value, string kind, Func<string, uint?> find) =>
        List(value, entry => Id(value, entry, kind, find));

    /// <summary><c>*</c>, or a list of which the given parser reads each entry.</summary>
    public static Selection<T> Selection<T>(OptionValue value, Func<OptionValue, ImmutableArray<T>> list) =>
        value.Text.Trim() == Wildcard ? Options.Selection<T>.Everything : Options.Selection<T>.Of(list(value));

    public static bool Switch(OptionValue value) => value.Text.ToUpperInvariant() switch
    {
        "" or "1" or "T" or "TRUE" => true,
        "0" or "F" or "FALSE" => false,
        _ => throw value.Refuse("is neither true nor false"),
    };

    public static TimeSpan Duration(OptionValue value) =>
        GoDuration.TryParse(value.Text, out var duration)
            ? duration
            : throw value.Refuse("is not a duration between 1ns and 24h, such as 5s, 500ms or 1m30s");

    public static InterceptionMode Mode(OptionValue value) => value.Text switch
    {
        "" or "REDIRECT" => InterceptionMode.Redirect,
        "NONE" => InterceptionMode.None,
        "TPROXY" => throw value.Refuse("is not yet supported: use REDIRECT"),
        _ => throw value.Refuse("is not an interception mode (REDIRECT or NONE)"),
    };

    public static IptablesVariant? Variant(OptionValue value) => value.Text switch
    {
        "" => null,
        "nft" => IptablesVariant.Nft,
        "legacy" => IptablesVariant.Legacy,
        _ => throw value.Refuse("is not an iptables variant (legacy or nft)"),
    };

    /// <summary>The IPv4 loopback range of the application: a wider mask than /8 would leave 127.0.0.0/8.</summary>
    public static Cidr LoopbackCidr(OptionValue value) => Cidr(value, value.Text) switch
    {
        { IsV4: true, IsLoopback: true, PrefixLength: >= 8 } cidr => cidr,
        _ => throw value.Refuse("is not an IPv4 loopback CIDR with a mask of 8 to 32 bits, such as 127.0.0.1/32"),
    };

    /// <summary>The least level to log. Of scope:level pairs, only those of the scopes "default" and "all" count.</summary>
    public static LogLevel Level(OptionValue value)
    {
        var level = LogLevel.Info;
        foreach (var entry in Split(value.Text))
        {
            var (scope, name) = entry.Split(':', 2) is [var first, var second] ? (first, second) : ("default", entry);
            var parsed = NamedLevel(name) ?? throw value.Refuse("is not a log level (debug, info, warn, error, none)");
            level = scope is "default" or "all" ? parsed : level;
        }

        return level;
    }

    private static LogLevel? NamedLevel(string name) => name switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Info,
        "warn" => LogLevel.Warn,
        "error" or "fatal" => LogLevel.Error,
        "none" => LogLevel.None,
        _ => null,
    };

    private static Cidr Cidr(OptionValue value, string entry)
    {
        if (Options.Cidr.TryParse(entry, out var cidr))
        {
            return cidr;
        }

        throw value.Refuse(Options.Cidr.TryParseAddress(entry, out var address)
            ? $"holds the address {entry} without a mask: write {entry}/{(address.GetAddressBytes().Length == 4 ? 32 : 128)}"
            : $"holds {Shown(entry)}, which is not a CIDR such as 10.0.0.0/8 or 2001:db8::/32");
    }

    private static uint Id(OptionValue value, string entry, string kind, Func<string, uint?> find)
    {
        // The last id means "no change" to setuid(2): no process can have it.
        if (uint.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != uint.MaxValue)
        {
            return id;
        }

        // A number out of range is not a name, and a name with a colon cannot be in passwd(5).
        var found = char.IsAsciiDigit(entry[0]) || entry.Contains(':') ? null : find(entry);
        return found ?? throw value.Refuse($"holds {Shown(entry)}, which is neither a number nor a {kind} of this host");
    }

    private static ImmutableArray<T> List<T>(OptionValue value, Func<string, T> parse)
    {
        var entries = Split(value.Text);
        return entries.Length <= MaxListLength
            ? [.. entries.Select(parse)]
            : throw new OptionException($"{value.Origin}: {entries.Length} entries, at most {MaxListLength} are allowed");
    }

    private static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0;

    private static string Shown(string entry) =>
        entry == Wildcard ? "\"*\" beside other entries or where no wildcard is allowed" : $"\"{entry}\"";
}
