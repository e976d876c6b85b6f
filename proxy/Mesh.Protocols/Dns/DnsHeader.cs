using System.Buffers.Binary;

namespace Mesh.Protocols.Dns;

/// <summary>
/// The fixed start of every message (RFC 1035 section 4.1.1).
/// <code>
/// | id 16 | QR 1 opcode 4 AA 1 TC 1 RD 1 | RA 1 Z 3 rcode 4 | QDCOUNT 16 | ANCOUNT 16 | NSCOUNT 16 | ARCOUNT 16 |
/// </code>
/// </summary>
readonly ref struct DnsHeader(ReadOnlySpan<byte> message)
{
    public const int Length = 12;
    public const ushort RecursionDesired = 0x0100;

    const int Response = 0x8000;
    const int OpcodeMask = 0x7800;
    const int TruncationBit = 0x0200;
    const int RcodeMask = 0x000F;

    readonly ReadOnlySpan<byte> bytes = message[..Length];

    public ushort Id => Field(0);

    public bool IsResponseToQuery => (Field(2) & (Response | OpcodeMask)) == Response;

    public bool IsTruncated => (Field(2) & TruncationBit) != 0;

    public DnsRcode Rcode => (DnsRcode)(Field(2) & RcodeMask);

    public int Questions => Field(4);

    public int Answers => Field(6);

    public int Authorities => Field(8);

    public int Additionals => Field(10);

    ushort Field(int offset) => BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);
}
