using System.Buffers.Binary;
using System.Globalization;

namespace Mesh.Protocols.ProxyProtocol;

/// <summary>
/// Writes the header that goes ahead of everything else on an upstream connection, before TLS too. Endpoints of two families are both
/// written as IPv6; without endpoints (a health check of our own) version 1 says UNKNOWN and version 2 LOCAL.
/// </summary>
public static class ProxyHeaderWriter
{
    /// <summary>Enough for every header of version 1 and for one of version 2 without TLVs.</summary>
    public const int MaxBytes = ProxyHeaderV1.MaxBytes;

    /// <param name="destination">At least <see cref="MaxBytes"/>.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteV1(Span<byte> destination, ProxyEndpoint source, ProxyEndpoint target)
    {
        if (!HaveEndpoints(ref source, ref target))
        {
            "PROXY UNKNOWN\r\n"u8.CopyTo(destination);
            return "PROXY UNKNOWN\r\n"u8.Length;
        }

        var written = Write(destination, 0, source.IsIpv6 ? "PROXY TCP6 "u8 : "PROXY TCP4 "u8);
        written += ProxyAddressText.Write(source, destination[written..]);
        written = Write(destination, written, " "u8);
        written += ProxyAddressText.Write(target, destination[written..]);
        written = WritePort(destination, written, source.Port);
        written = WritePort(destination, written, target.Port);
        return Write(destination, written, "\r\n"u8);
    }

    /// <param name="destination">At least <see cref="MaxBytes"/> and the TLVs.</param>
    /// <param name="tlvs">Written by <see cref="WriteTlv"/>, one behind the other; dropped with LOCAL.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">TLVs beyond the 64 KB that a header can announce: the caller's bug.</exception>
    public static int WriteV2(Span<byte> destination, ProxyEndpoint source, ProxyEndpoint target, scoped ReadOnlySpan<byte> tlvs = default)
    {
        var written = Write(destination, 0, ProxyHeaderV2.Signature);
        if (!HaveEndpoints(ref source, ref target))
        {
            return Write(destination, written, [ProxyHeaderV2.LocalCommand, 0, 0, 0]);
        }

        var length = (2 * (source.AddressLength + sizeof(ushort))) + tlvs.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ushort.MaxValue, nameof(tlvs));
        written = Write(destination, written, [ProxyHeaderV2.ProxyCommand, source.IsIpv6 ? ProxyHeaderV2.Tcp6 : ProxyHeaderV2.Tcp4]);
        written = WriteUInt16(destination, written, (ushort)length);
        written += source.WriteAddress(destination[written..]);
        written += target.WriteAddress(destination[written..]);
        written = WriteUInt16(destination, written, source.Port);
        written = WriteUInt16(destination, written, target.Port);
        return Write(destination, written, tlvs);
    }

    /// <returns>Bytes written: the value and three more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value beyond 65535 bytes: the caller's bug.</exception>
    public static int WriteTlv(Span<byte> destination, ProxyTlvType type, scoped ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ushort.MaxValue, nameof(value));
        destination[0] = (byte)type;
        return Write(destination, WriteUInt16(destination, 1, (ushort)value.Length), value);
    }

    static bool HaveEndpoints(ref ProxyEndpoint source, ref ProxyEndpoint target)
    {
        if (source.AddressLength == 0 || target.AddressLength == 0)
        {
            return false;
        }

        if (source.IsIpv6 != target.IsIpv6)
        {
            source = source.ToIpv6();
            target = target.ToIpv6();
        }

        return true;
    }

    static int WritePort(Span<byte> destination, int at, ushort port)
    {
        at = Write(destination, at, " "u8);
        port.TryFormat(destination[at..], out var digits, default, CultureInfo.InvariantCulture);
        return at + digits;
    }

    static int WriteUInt16(Span<byte> destination, int at, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], value);
        return at + sizeof(ushort);
    }

    static int Write(Span<byte> destination, int at, scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(destination[at..]);
        return at + bytes.Length;
    }
}
