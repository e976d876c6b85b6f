using System.Net;

namespace Mesh.Protocols.Dns;

/// <summary>
/// Reads the response to one query. Nothing of a message is used before all of it was found to hold: the question is the one that was asked, every record of
/// every section is whole, and nothing is left over.
/// </summary>
public sealed class DnsResponse
{
    /// <summary>Of one answer; what comes beyond is left out.</summary>
    public const int MaxAddresses = 256;

    /// <summary>Aliases followed; a longer chain is taken for a circle.</summary>
    public const int MaxAliases = 16;

    readonly List<IPAddress> addresses = [];

    /// <summary>Of the last response that was <see cref="DnsStatus.Answered"/>, in its order.</summary>
    public IReadOnlyList<IPAddress> Addresses => addresses;

    /// <summary>
    /// Seconds for which the answer holds: the least TTL of the addresses and the aliases on the way to them; for "there is none", what the SOA says
    /// (RFC 2308), or null where there is none.
    /// </summary>
    public uint? Ttl { get; private set; }

    /// <param name="message">As received: one datagram, or what a TCP length said.</param>
    /// <param name="query">As sent.</param>
    public DnsStatus Read(ReadOnlySpan<byte> message, ReadOnlySpan<byte> query)
    {
        addresses.Clear();
        Ttl = null;
        if (message.Length < DnsHeader.Length)
        {
            // Without an id it is nobody's answer.
            return DnsStatus.Foreign;
        }

        var header = new DnsHeader(message);
        if (header.Id != new DnsHeader(query).Id || !header.IsResponseToQuery)
        {
            return DnsStatus.Foreign;
        }

        var at = DnsHeader.Length;
        if (header.Questions != 1 || !IsSameQuestion(message, query, ref at))
        {
            return DnsStatus.Foreign;
        }

        if (header.IsTruncated)
        {
            // What is there of it is of no use, and need not hold.
            return DnsStatus.Truncated;
        }

        return IsWhole(message, at, header.Answers + header.Authorities + header.Additionals)
            ? Judge(message, header, at)
            : DnsStatus.Malformed;
    }

    /// <summary>Whoever does not know what was asked did not see the query: name (in any case, as some servers change it), type and class.</summary>
    static bool IsSameQuestion(ReadOnlySpan<byte> message, ReadOnlySpan<byte> query, ref int at)
    {
        var end = DnsHeader.Length;
        DnsName.TrySkip(query, ref end);
        var asked = query[DnsHeader.Length..(end + DnsQuery.QuestionTail)];
        if (message.Length - at < asked.Length)
        {
            return false;
        }

        var name = asked[..^DnsQuery.QuestionTail];
        var echoed = message.Slice(at, asked.Length);
        at += asked.Length;
        return System.Text.Ascii.EqualsIgnoreCase(name, echoed[..name.Length]) && asked[name.Length..].SequenceEqual(echoed[name.Length..]);
    }

    static bool IsWhole(ReadOnlySpan<byte> message, int at, int records)
    {
        for (var i = 0; i < records; i++)
        {
            if (!DnsRecord.TryRead(message, ref at, out _))
            {
                return false;
            }
        }

        return at == message.Length;
    }

    DnsStatus Judge(ReadOnlySpan<byte> message, in DnsHeader header, int at)
    {
        switch (header.Rcode)
        {
            case DnsRcode.NoError:
                return Follow(message, header, at);
            case DnsRcode.NameError:
                ReadNegativeTtl(message, header, at);
                return DnsStatus.NoSuchName;
            case DnsRcode.FormatError or DnsRcode.NotImplemented:
                return DnsStatus.NotUnderstood;
            default:
                return DnsStatus.ServerFailure;
        }
    }

    /// <summary>From the name that was asked for, along its aliases, to the addresses: records that are not on that way are nobody's answer.</summary>
    DnsStatus Follow(ReadOnlySpan<byte> message, in DnsHeader header, int at)
    {
        var type = (DnsRecordType)((message[at - 4] << 8) | message[at - 3]);
        var name = DnsHeader.Length;
        for (var aliases = 0; aliases <= MaxAliases; aliases++)
        {
            var alias = Collect(message, header.Answers, at, name, type);
            if (addresses.Count > 0)
            {
                return DnsStatus.Answered;
            }

            if (alias < 0)
            {
                Ttl = null;
                ReadNegativeTtl(message, header, at);
                return DnsStatus.NoData;
            }

            name = alias;
        }

        return DnsStatus.ServerFailure;
    }

    /// <summary>Takes the addresses of a name. Returns where the name it is an alias of stands, or -1.</summary>
    int Collect(ReadOnlySpan<byte> message, int answers, int at, int name, DnsRecordType type)
    {
        var alias = -1;
        for (var i = 0; i < answers; i++)
        {
            DnsRecord.TryRead(message, ref at, out var record);
            if (record.IsAbout(message, name, type))
            {
                LowerTtl(record.Ttl);
                Add(message.Slice(record.Data, record.DataLength));
            }
            else if (alias < 0 && record.IsAbout(message, name, DnsRecordType.Cname))
            {
                LowerTtl(record.Ttl);
                alias = record.Data;
            }
        }

        return alias;
    }

    void Add(ReadOnlySpan<byte> address)
    {
        if (addresses.Count < MaxAddresses)
        {
            addresses.Add(new IPAddress(address));
        }
    }

    void LowerTtl(uint ttl) => Ttl = Math.Min(Ttl ?? uint.MaxValue, ttl);

    void ReadNegativeTtl(ReadOnlySpan<byte> message, in DnsHeader header, int at)
    {
        for (var i = 0; i < header.Answers + header.Authorities; i++)
        {
            DnsRecord.TryRead(message, ref at, out var record);
            if (i >= header.Answers && record.Type == DnsRecordType.Soa)
            {
                LowerTtl(record.NegativeTtl(message));
            }
        }
    }
}
