using System.Buffers.Binary;

namespace Mesh.Protocols.ProxyProtocol;

/// <summary>Signature, version and command, family and transport, length; then addresses, ports and TLVs.</summary>
static class ProxyHeaderV2
{
    public const int StartLength = 16;

    /// <summary>Version 2, command PROXY.</summary>
    public const byte ProxyCommand = 0x21;

    /// <summary>Version 2, command LOCAL.</summary>
    public const byte LocalCommand = 0x20;

    public const byte Tcp4 = 0x11;
    public const byte Tcp6 = 0x21;

    const int CommandAt = 12;
    const int FamilyAt = 13;
    const int LengthAt = 14;

    const int UnixLength = 216;

    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <param name="bytes">The first bytes of the connection.</param>
    /// <param name="length">If Complete: of the whole header, which need not be there yet.</param>
    public static ProxyHeaderStatus ReadStart(scoped ReadOnlySpan<byte> bytes, out int length, out ProxyHeaderError error)
    {
        length = bytes.Length < StartLength ? 0 : StartLength + BinaryPrimitives.ReadUInt16BigEndian(bytes[LengthAt..]);
        error = bytes.Length <= CommandAt ? ProxyHeaderError.None
            : bytes[CommandAt] >> 4 != 2 ? ProxyHeaderError.Version
            : bytes[CommandAt] > ProxyCommand ? ProxyHeaderError.Command
            : bytes.Length <= FamilyAt || bytes[CommandAt] == LocalCommand ? ProxyHeaderError.None
            : AddressLengthOf(bytes[FamilyAt]) < 0 ? ProxyHeaderError.Family
            : ProxyHeaderError.None;
        if (error == ProxyHeaderError.None && length > 0)
        {
            error = JudgeLength(bytes, length);
        }

        return error != ProxyHeaderError.None ? ProxyHeaderStatus.Invalid
            : length > 0 ? ProxyHeaderStatus.Complete
            : ProxyHeaderStatus.NeedMore;
    }

    /// <param name="bytes">The whole header; its start has been read.</param>
    public static ProxyHeaderError Parse(ReadOnlySpan<byte> bytes, out ProxyHeader header)
    {
        header = new ProxyHeader { Version = 2, Length = bytes.Length };
        if (bytes[CommandAt] == LocalCommand || IsUnspecified(bytes[FamilyAt]))
        {
            return ProxyHeaderError.None;
        }

        var tlvsAt = StartLength + AddressLengthOf(bytes[FamilyAt]);
        var error = ProxyTlvs.Judge(bytes[tlvsAt..], out var checksum);
        if (error == ProxyHeaderError.None && checksum >= 0 && !ProxyChecksum.Matches(bytes, tlvsAt + checksum))
        {
            error = ProxyHeaderError.Checksum;
        }

        if (error == ProxyHeaderError.None)
        {
            header = ParseEndpoints(bytes, tlvsAt);
        }

        return error;
    }

    static ProxyHeader ParseEndpoints(ReadOnlySpan<byte> bytes, int tlvsAt)
    {
        var tlvs = new ProxyTlvs(bytes[tlvsAt..]);
        var addressLength = bytes[FamilyAt] switch
        {
            Tcp4 => 4,
            Tcp6 => 16,
            _ => 0,
        };
        if (addressLength == 0)
        {
            return new ProxyHeader { Version = 2, Length = bytes.Length, Tlvs = tlvs };
        }

        var addresses = bytes[StartLength..];
        var sourcePort = BinaryPrimitives.ReadUInt16BigEndian(addresses[(2 * addressLength)..]);
        var destinationPort = BinaryPrimitives.ReadUInt16BigEndian(addresses[((2 * addressLength) + sizeof(ushort))..]);
        return new ProxyHeader
        {
            Version = 2,
            Length = bytes.Length,
            Source = new ProxyEndpoint(addresses[..addressLength], sourcePort),
            Destination = new ProxyEndpoint(addresses.Slice(addressLength, addressLength), destinationPort),
            Tlvs = tlvs,
        };
    }

    static ProxyHeaderError JudgeLength(scoped ReadOnlySpan<byte> bytes, int length) =>
        length > ProxyHeaderReader.MaxBytes ? ProxyHeaderError.TooLong
        : bytes[CommandAt] == ProxyCommand && length - StartLength < AddressLengthOf(bytes[FamilyAt]) ? ProxyHeaderError.TooShort
        : ProxyHeaderError.None;

    /// <summary>Family or transport is none that the sender could name: what follows has no known shape.</summary>
    static bool IsUnspecified(byte family) => family >> 4 == 0 || (family & 0xF) == 0;

    /// <returns>Bytes of both addresses and ports, 0 if unspecified, -1 if not assigned.</returns>
    static int AddressLengthOf(byte family) => (family & 0xF) > 2 || family >> 4 > 3 ? -1
        : IsUnspecified(family) ? 0
        : (family >> 4) switch
        {
            1 => 12,
            2 => 36,
            _ => UnixLength,
        };
}
