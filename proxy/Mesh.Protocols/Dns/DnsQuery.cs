using System.Buffers.Binary;

namespace Mesh.Protocols.Dns;

/// <summary>
/// Writes a query (RFC 1035 section 4.1): recursion desired, one question of class IN, and with EDNS the size of datagram that is taken (RFC 6891).
/// </summary>
public static class DnsQuery
{
    /// <summary>No query is longer.</summary>
    public const int MaxLength = DnsHeader.Length + DnsName.MaxLength + QuestionTail + OptLength;

    /// <summary>What fits every path without fragments (DNS flag day 2020): fragments can be forged.</summary>
    public const ushort UdpPayloadSize = 1232;

    internal const int QuestionTail = 4;

    const int OptLength = 11;
    const ushort ClassIn = 1;

    /// <param name="destination">At least <see cref="MaxLength"/> long.</param>
    /// <param name="id">Not to be guessed.</param>
    /// <param name="name">A host name in ASCII, with or without a dot at its end.</param>
    /// <param name="type">A or AAAA.</param>
    /// <param name="hasEdns">False: for a server that does not understand it.</param>
    /// <returns>Its length; 0: the name cannot be asked for.</returns>
    public static int Write(Span<byte> destination, ushort id, ReadOnlySpan<char> name, DnsRecordType type, bool hasEdns)
    {
        destination[..DnsHeader.Length].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination, id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], DnsHeader.RecursionDesired);
        destination[5] = 1;
        var length = DnsName.Write(destination[DnsHeader.Length..], name);
        if (length == 0)
        {
            return 0;
        }

        var at = DnsHeader.Length + length;
        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 2)..], ClassIn);
        at += QuestionTail;
        return hasEdns ? WriteOpt(destination, at) : at;
    }

    /// <summary>The name is the root, the class is the size, all else is 0: no extended rcode, version 0, no options.</summary>
    static int WriteOpt(Span<byte> destination, int at)
    {
        destination[11] = 1;
        var opt = destination.Slice(at, OptLength);
        opt.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(opt[1..], (ushort)DnsRecordType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(opt[3..], UdpPayloadSize);
        return at + OptLength;
    }
}
