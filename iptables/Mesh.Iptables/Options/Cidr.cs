using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Iptables.Options;

/// <summary>An IPv4 or IPv6 address range. Keeps the address as given (<c>127.0.0.1/8</c>); <see cref="Network"/> is its masked form.</summary>
internal readonly record struct Cidr(IPAddress Address, int PrefixLength)
{
    public bool IsV4 => Address.AddressFamily == AddressFamily.InterNetwork;

    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>True for 0.0.0.0/0 and ::/0, which iptables drops from a rule because they match everything.</summary>
    public bool IsEverything => PrefixLength == 0;

    /// <summary>The range with all host bits cleared, which is how the kernel stores and prints it.</summary>
    public Cidr Network => new(Masked(Address, PrefixLength), PrefixLength);

    public static Cidr Parse(string text) =>
        TryParse(text, out var cidr) ? cidr : throw new FormatException($"\"{text}\" is not a CIDR");

    /// <summary>
    /// Strict: four decimal octets, or an IPv6 address without zone, then a slash and a decimal prefix length.
    /// IPAddress.TryParse alone would take "1", "0x7f.1" and "fe80::1%eth0".
    /// </summary>
    public static bool TryParse(string text, out Cidr cidr)
    {
        cidr = default;
        var slash = text.IndexOf('/');
        if (slash < 0 || !TryParseAddress(text[..slash], out var address))
        {
            return false;
        }

        var limit = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (!TryParsePrefix(text[(slash + 1)..], limit, out var prefix))
        {
            return false;
        }

        cidr = new Cidr(address, prefix);
        return true;
    }

    public static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF:."))
        {
            return false;
        }

        return IPAddress.TryParse(text, out address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);
    }

    public override string ToString() => $"{Address}/{PrefixLength.ToString(CultureInfo.InvariantCulture)}";

    private static bool TryParsePrefix(string text, int limit, out int prefix) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out prefix)
        && prefix <= limit
        && (text.Length == 1 || text[0] != '0');

    private static IPAddress Masked(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var bits = Math.Clamp(prefix - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - bits));
        }

        return new IPAddress(bytes);
    }
}
