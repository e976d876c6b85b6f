using System.Buffers.Binary;
using System.Globalization;

namespace Mesh.Protocols.ProxyProtocol;

/// <summary>
/// Addresses as version 1 writes them: what inet_ntop makes of them, strictly. The lenient forms of inet_aton (hexadecimal, octal, fewer
/// parts) are other addresses to other readers.
/// </summary>
static class ProxyAddressText
{
    const int Groups = 8;

    /// <returns>Bytes read into <paramref name="address"/>: 4, or 0 if the text is no IPv4 address.</returns>
    public static int ReadIpv4(ReadOnlySpan<byte> text, Span<byte> address)
    {
        for (var i = 0; i < 4; i++)
        {
            var end = i < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (end < 0 || !TryReadDecimal(text[..end], byte.MaxValue, out var value))
            {
                return 0;
            }

            address[i] = (byte)value;
            text = text[Math.Min(end + 1, text.Length)..];
        }

        return 4;
    }

    /// <summary>RFC 4291 section 2.2, with at most one "::" and with IPv4 in the last 32 bits.</summary>
    /// <returns>Bytes read into <paramref name="address"/>: 16, or 0 if the text is no IPv6 address.</returns>
    public static int ReadIpv6(ReadOnlySpan<byte> text, Span<byte> address)
    {
        address[..ProxyEndpoint.MaxAddressLength].Clear();
        var gap = text.IndexOf("::"u8);
        if (gap < 0)
        {
            return ReadGroups(text, address) == Groups ? ProxyEndpoint.MaxAddressLength : 0;
        }

        Span<byte> tail = stackalloc byte[ProxyEndpoint.MaxAddressLength];
        var before = gap == 0 ? 0 : ReadGroups(text[..gap], address, allowIpv4: false);
        var after = gap + 2 == text.Length ? 0 : ReadGroups(text[(gap + 2)..], tail);
        if (before < 0 || after < 0 || before + after >= Groups)
        {
            return 0;
        }

        address[(before * 2)..ProxyEndpoint.MaxAddressLength].Clear();
        tail[..(after * 2)].CopyTo(address[((Groups - after) * 2)..]);
        return ProxyEndpoint.MaxAddressLength;
    }

    /// <summary>No sign, no leading zeros.</summary>
    public static bool TryReadDecimal(ReadOnlySpan<byte> text, int max, out int value)
    {
        value = 0;
        if (text.IsEmpty || (text[0] == '0' && text.Length > 1))
        {
            return false;
        }

        foreach (var digit in text)
        {
            value = (value * 10) + (digit - '0');
            if (!char.IsAsciiDigit((char)digit) || value > max)
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>Length, or 0 if it does not fit.</returns>
    public static int Write(in ProxyEndpoint endpoint, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[ProxyEndpoint.MaxAddressLength];
        bytes = bytes[..endpoint.WriteAddress(bytes)];
        return endpoint.IsIpv6 ? WriteIpv6(bytes, destination) : WriteIpv4(bytes, destination);
    }

    static int WriteIpv4(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var written = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i > 0)
            {
                destination[written++] = (byte)'.';
            }

            bytes[i].TryFormat(destination[written..], out var digits, default, CultureInfo.InvariantCulture);
            written += digits;
        }

        return written;
    }

    /// <summary>All eight groups, as the widest readers understand: "::" is for people.</summary>
    static int WriteIpv6(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var written = 0;
        for (var i = 0; i < Groups; i++)
        {
            if (i > 0)
            {
                destination[written++] = (byte)':';
            }

            var group = BinaryPrimitives.ReadUInt16BigEndian(bytes[(i * 2)..]);
            group.TryFormat(destination[written..], out var digits, "x", CultureInfo.InvariantCulture);
            written += digits;
        }

        return written;
    }

    /// <returns>
    /// How many 16-bit groups were read into <paramref name="address"/>, or -1 if the text is not groups with colons between them.
    /// </returns>
    static int ReadGroups(ReadOnlySpan<byte> text, Span<byte> address, bool allowIpv4 = true)
    {
        var groups = 0;
        while (groups < Groups)
        {
            var end = text.IndexOf((byte)':');
            var group = end < 0 ? text : text[..end];
            if (end < 0 && allowIpv4 && group.Contains((byte)'.'))
            {
                return groups <= Groups - 2 && ReadIpv4(group, address[(groups * 2)..]) > 0 ? groups + 2 : -1;
            }

            if (!TryReadGroup(group, address[(groups * 2)..]))
            {
                return -1;
            }

            groups++;
            if (end < 0)
            {
                return groups;
            }

            text = text[(end + 1)..];
        }

        return -1;
    }

    static bool TryReadGroup(ReadOnlySpan<byte> text, Span<byte> group)
    {
        if (text.Length is 0 or > 4)
        {
            return false;
        }

        var value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }

            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        BinaryPrimitives.WriteUInt16BigEndian(group, (ushort)value);
        return true;
    }
}
