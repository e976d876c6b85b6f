using System.Globalization;

namespace Mesh.Iptables.Host;

/// <summary>The effective capabilities of this process, capabilities(7).</summary>
internal readonly record struct Capabilities(ulong Effective)
{
    private const int NetAdmin = 12;
    private const int NetRaw = 13;

    /// <summary>Those of NET_ADMIN and NET_RAW that this process does not have.</summary>
    public string[] Missing =>
    [
        .. Has(NetAdmin) ? [] : (string[])["NET_ADMIN"],
        .. Has(NetRaw) ? [] : (string[])["NET_RAW"],
    ];

    /// <summary>All of them when /proc is not there to tell: then no error is blamed on a capability.</summary>
    public static Capabilities OfThisProcess()
    {
        const string Status = "/proc/self/status";
        return File.Exists(Status) ? Parse(File.ReadAllText(Status)) : new Capabilities(ulong.MaxValue);
    }

    /// <param name="status">The text of /proc/PID/status.</param>
    public static Capabilities Parse(string status)
    {
        const string Field = "CapEff:";
        var line = status.Split('\n').FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
        var known = ulong.TryParse(line?[Field.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var set);
        return new Capabilities(known ? set : ulong.MaxValue);
    }

    private bool Has(int capability) => (Effective & (1UL << capability)) != 0;
}
