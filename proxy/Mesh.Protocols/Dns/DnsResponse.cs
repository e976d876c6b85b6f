using System.Buffers.Binary;
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

    /// <summary>Of the answer section that are looked at: each is compared with each alias on the way.</summary>
    public const int MaxRecords = 512;

    /// <summary>Aliases followed; a longer chain is taken for a circle.</summary>
    public const int MaxAliases = 16;

    readonly List<IPAddress> addresses = [];
    readonly List<DnsRecord> answers = [];
    uint? negativeTtl;

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
        answers.Clear();
        Ttl = negativeTtl = null;
        if (message.Length < DnsHeader.Length)
        {
            // Without an id it is nobody's answer.
            return DnsStatus.Foreign;
        }

        var header = new DnsHeader(message);
        var at = DnsHeader.Length;
        if (header.Id != new DnsHeader(query).Id || !header.IsResponseToQuery || !IsAboutQuestion(message, query, header, ref at))
        {
            return DnsStatus.Foreign;
        }

        if (header.IsTruncated)
        {
            // What is there of it is of no use, and need not hold.
            return DnsStatus.Truncated;
        }

        return ReadRecords(message, header, at) ? Judge(message, header) : DnsStatus.Malformed;
    }

    /// <summary>A server that cannot read a query, or will not, may answer with a header alone; that says nothing about the name, so it needs no name.</summary>
    static bool IsAboutQuestion(ReadOnlySpan<byte> message, ReadOnlySpan<byte> query, in DnsHeader header, ref int at) => header.Questions switch
    {
        0 => header.Rcode is not (DnsRcode.NoError or DnsRcode.NameError),
        1 => IsSameQuestion(message, query, ref at),
        _ => false,
    };

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

    /// <summary>Goes through every record once; true if all hold and nothing is left over.</summary>
    bool ReadRecords(ReadOnlySpan<byte> message, in DnsHeader header, int at)
    {
        var authorities = header.Answers + header.Authorities;
        for (var i = 0; i < authorities + header.Additionals; i++)
        {
            if (!DnsRecord.TryRead(message, ref at, out var record))
            {
                return false;
            }

            if (i < header.Answers)
            {
                Keep(record);
            }
            else if (i < authorities && record.IsSoa)
            {
                negativeTtl = Math.Min(negativeTtl ?? uint.MaxValue, record.NegativeTtl(message));
            }
        }

        return at == message.Length;
    }

    void Keep(in DnsRecord answer)
    {
        if (answers.Count < MaxRecords)
        {
            answers.Add(answer);
        }
    }

    DnsStatus Judge(ReadOnlySpan<byte> message, in DnsHeader header)
    {
        switch (header.Rcode)
        {
            case DnsRcode.NoError:
                return Follow(message, header);
            case DnsRcode.NameError:
                Ttl = negativeTtl;
                return DnsStatus.NoSuchName;
            case DnsRcode.FormatError or DnsRcode.NotImplemented:
                return DnsStatus.NotUnderstood;
            default:
                return DnsStatus.ServerFailure;
        }
    }

    /// <summary>From the name that was asked for, along its aliases, to the addresses: records that are not on that way are nobody's answer.</summary>
    DnsStatus Follow(ReadOnlySpan<byte> message, in DnsHeader header)
    {
        var name = DnsHeader.Length;
        var type = AskedType(message);
        for (var aliases = 0; aliases <= MaxAliases; aliases++)
        {
            var alias = Collect(message, name, type);
            if (addresses.Count > 0)
            {
                return DnsStatus.Answered;
            }

            if (alias < 0)
            {
                // Where not all was looked at, there may be some.
                Ttl = negativeTtl;
                return header.Answers > MaxRecords ? DnsStatus.ServerFailure : DnsStatus.NoData;
            }

            name = alias;
        }

        return DnsStatus.ServerFailure;
    }

    static DnsRecordType AskedType(ReadOnlySpan<byte> message)
    {
        var at = DnsHeader.Length;
        DnsName.TrySkip(message, ref at);
        return (DnsRecordType)BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
    }

    /// <summary>Takes the addresses of a name. Returns where the name it is an alias of stands, or -1.</summary>
    int Collect(ReadOnlySpan<byte> message, int name, DnsRecordType type)
    {
        var alias = -1;
        foreach (var record in answers)
        {
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
}
