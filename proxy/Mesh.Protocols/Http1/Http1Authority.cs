namespace Mesh.Protocols.Http1;

/// <summary>
/// uri-host [":" port] of RFC 3986 section 3.2, without user information. Stricter than its grammar in one point: a comma is refused,
/// because a duplicate Host that a lenient hop joined looks like that.
/// </summary>
public static class Http1Authority
{
    const int MaxPortDigits = 5;

    public static bool IsValid(ReadOnlySpan<byte> authority)
    {
        var plain = CountUnreserved(authority);
        if (plain > 0 && (plain == authority.Length || authority[plain] == ':'))
        {
            return plain == authority.Length || IsPort(authority[(plain + 1)..]);
        }

        return TrySplit(authority, out var host, out _) && IsHost(host.Of(authority));
    }

    /// <summary>Separates host (with the brackets of an IPv6 literal) and port digits; does not judge the host's bytes.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> authority, out ByteRange host, out ByteRange port)
    {
        var end = HostEnd(authority);
        host = new ByteRange(0, end);
        port = new ByteRange(authority.Length, 0);
        if (end == authority.Length)
        {
            return true;
        }

        port = new ByteRange(end + 1, authority.Length - end - 1);
        return authority[end] == ':' && IsPort(port.Of(authority));
    }

    /// <summary>A registered name, an IPv4 address or a bracketed IPv6 address.</summary>
    static bool IsHost(ReadOnlySpan<byte> host) => !host.IsEmpty && (host[0] == '[' ? IsIpLiteral(host) : IsRegisteredName(host));

    /// <summary>CONNECT needs the port (RFC 9110 section 9.3.6).</summary>
    internal static bool HasPort(ReadOnlySpan<byte> authority) => TrySplit(authority, out _, out var port) && port.Length > 0;

    /// <summary>Nearly every host is made of unreserved bytes only.</summary>
    static int CountUnreserved(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        while (count < bytes.Length && Http1Bytes.IsUnreserved(bytes[count]))
        {
            count++;
        }

        return count;
    }

    static int HostEnd(ReadOnlySpan<byte> authority)
    {
        if (authority.IsEmpty || authority[0] != '[')
        {
            var colon = authority.IndexOf((byte)':');
            return colon < 0 ? authority.Length : colon;
        }

        return authority.IndexOf((byte)']') + 1;
    }

    /// <summary>An empty port is valid ("host:", RFC 3986 section 3.2.3).</summary>
    static bool IsPort(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (!Http1Grammar.IsDigit(digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
            if (value > ushort.MaxValue)
            {
                return false;
            }
        }

        return digits.Length <= MaxPortDigits;
    }

    /// <summary>Shape only: hex digits, colons and dots, no zone. Whether it is an address shows when it is resolved.</summary>
    static bool IsIpLiteral(ReadOnlySpan<byte> host)
    {
        if (host.Length < 4 || host[^1] != ']')
        {
            return false;
        }

        var address = host[1..^1];
        return address.Contains((byte)':') && address.IndexOfAnyExcept("0123456789abcdefABCDEF:."u8) < 0;
    }

    static bool IsRegisteredName(ReadOnlySpan<byte> host)
    {
        for (var i = 0; i < host.Length; i++)
        {
            if (host[i] == '%')
            {
                if (i + 2 >= host.Length || !char.IsAsciiHexDigit((char)host[i + 1]) || !char.IsAsciiHexDigit((char)host[i + 2]))
                {
                    return false;
                }

                i += 2;
            }
            else if (!Http1Bytes.IsUnreserved(host[i]) && !"!$&'()*+;="u8.Contains(host[i]))
            {
                return false;
            }
        }

        return true;
    }
}
