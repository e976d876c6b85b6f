using System.Buffers.Binary;

namespace Mesh.Protocols.Dns;

/// <summary>
/// A resource record (RFC 1035 section 4.1.3), by offsets into its message.
/// <code>
/// | owner name | type 16 | class 16 | TTL 32 | RDLENGTH 16 | RDATA |
/// </code>
/// </summary>
/// <param name="Owner">Where its name begins.</param>
/// <param name="Data">Where RDATA begins.</param>
/// <param name="Ttl">Seconds; what is negative is 0 (RFC 2181 section 8).</param>
readonly record struct DnsRecord(int Owner, DnsRecordType Type, ushort Class, uint Ttl, int Data, int DataLength)
{
    const int FixedLength = 10;
    const ushort ClassIn = 1;

    public int End => Data + DataLength;

    /// <summary>Reads the record at <paramref name="offset"/> and leaves the offset behind it. False: it does not hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int offset, out DnsRecord record)
    {
        var owner = offset;
        record = default;
        if (!DnsName.TrySkip(message, ref offset) || message.Length - offset < FixedLength)
        {
            return false;
        }

        var fields = message[offset..];
        var ttl = BinaryPrimitives.ReadUInt32BigEndian(fields[4..]);
        record = new DnsRecord(
            owner,
            (DnsRecordType)BinaryPrimitives.ReadUInt16BigEndian(fields),
            BinaryPrimitives.ReadUInt16BigEndian(fields[2..]),
            ttl > int.MaxValue ? 0 : ttl,
            offset + FixedLength,
            BinaryPrimitives.ReadUInt16BigEndian(fields[8..]));
        offset = record.End;
        return record.End <= message.Length && record.HasGoodData(message);
    }

    /// <summary>True if it is of this type, of class IN, and about the name at an offset.</summary>
    public bool IsAbout(ReadOnlySpan<byte> message, int name, DnsRecordType type) =>
        Type == type && Class == ClassIn && DnsName.AreEqual(message, Owner, name);

    /// <summary>SOA: for how long "there is none" holds (RFC 2308 section 5).</summary>
    public uint NegativeTtl(ReadOnlySpan<byte> message) => Math.Min(Ttl, BinaryPrimitives.ReadUInt32BigEndian(message[(End - 4)..]));

    /// <summary>What is used of a record is exactly as long as it must be.</summary>
    bool HasGoodData(ReadOnlySpan<byte> message) => Class != ClassIn || Type switch
    {
        DnsRecordType.A => DataLength == 4,
        DnsRecordType.Aaaa => DataLength == 16,
        DnsRecordType.Cname => IsNames(message, 1, 0),
        DnsRecordType.Soa => IsNames(message, 2, 20),
        _ => true,
    };

    bool IsNames(ReadOnlySpan<byte> message, int count, int rest)
    {
        var at = Data;
        for (var i = 0; i < count; i++)
        {
            if (at >= End || !DnsName.TrySkip(message[..End], ref at))
            {
                return false;
            }
        }

        return at + rest == End;
    }
}
