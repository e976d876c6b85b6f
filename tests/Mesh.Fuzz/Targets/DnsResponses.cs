using System.Net.Sockets;
using Mesh.Protocols.Dns;
using Mesh.Testing.Dns;

namespace Mesh.Fuzz.Targets;

/// <summary>Datagrams and TCP messages that say they answer our question: used whole or not at all, and never for something else.</summary>
sealed class DnsResponses : IFuzzTarget
{
    const string Name = "a.example";
    const ushort Id = 0x1234;
    const int Txt = 16;

    static readonly byte[] Query = Asks(DnsRecordType.A);
    static readonly byte[] QueryOfIPv6 = Asks(DnsRecordType.Aaaa);

    /// <summary>Leaves all that a response can leave behind.</summary>
    static readonly byte[] Before = DnsMessage.To(Query).Alias(Name, "b.example").Address("b.example", "192.0.2.9").Authority("example", 3, 3).Bytes;

    public IEnumerable<byte[]> Seeds =>
    [
        DnsMessage.To(Query).Address(Name, "192.0.2.1", 60).Address("A.EXAMPLE", "192.0.2.2", 30).Additional([0], DnsMessage.Opt, []).Bytes,
        DnsMessage.To(QueryOfIPv6).Address(Name, "2001:db8::1").Bytes,
        DnsMessage.To(Query).Alias(Name, "b.example", 7).Answer(DnsMessage.Pointer(27), DnsMessage.Cname, 9, DnsMessage.Name("b.example")).Address("b.example", "192.0.2.3").Bytes,
        DnsMessage.To(Query).Answer(DnsMessage.Pointer(12), DnsMessage.Cname, 60, [1, (byte)'b', .. DnsMessage.Pointer(14)]).Address("b.example", "192.0.2.4").Bytes,
        DnsMessage.To(Query, 0x8183).Authority("example", 300, 30).Bytes,
        DnsMessage.To(Query).Authority("example", 300, 30).Bytes,
        DnsMessage.To(Query, 0x8380).Bytes,
        new DnsMessage(Id, 0x8181).Bytes,
        Ladder(),
        Many(),
    ];

    public IReadOnlyList<byte[]> Words { get; } =
    [
        DnsMessage.Pointer(12), DnsMessage.Pointer(14), DnsMessage.Pointer(27), [0, 0, 1, 0, 1], [0, 0, 28, 0, 1], [0, 0, 5, 0, 1], [0, 0, 6, 0, 1],
        [0, 0, 0, 60, 0, 4, 192, 0, 2, 1], DnsMessage.Name(Name), DnsMessage.Name("b.example"), [0xFF, 0xFF], [63], [0x40],
    ];

    /// <summary>What TCP brings.</summary>
    public int MaxLength => ushort.MaxValue;

    public int Run(byte[] input)
    {
        // An attacker who does not know the id is turned away by that alone.
        byte[] message = input.Length < 2 ? input : [Id >> 8, Id & 0xFF, .. input.AsSpan(2)];
        return HashCode.Combine(Run(message, Query, AddressFamily.InterNetwork), Run(message, QueryOfIPv6, AddressFamily.InterNetworkV6));
    }

    static int Run(byte[] message, byte[] query, AddressFamily family)
    {
        var used = new DnsResponse();
        used.Read(Before, Query);
        var status = used.Read(message, query);
        var fresh = new DnsResponse();
        Check.Equal(fresh.Read(message, query), status, "what was read before changes nothing");
        Check.Equal(fresh.Ttl, used.Ttl, "nor the TTL");
        Check.That(fresh.Addresses.SequenceEqual(used.Addresses), "nor the addresses");

        Check.Equal(status == DnsStatus.Answered, used.Addresses.Count > 0, "there are addresses just where there is an answer");
        Check.That(used.Addresses.Count <= DnsResponse.MaxAddresses && used.Addresses.All(address => address.AddressFamily == family), "addresses are of what was asked for, and bounded");
        Check.That(status != DnsStatus.Answered || used.Ttl <= int.MaxValue, "an answer has a TTL");
        if (status is DnsStatus.Answered or DnsStatus.NoData or DnsStatus.NoSuchName)
        {
            CheckWhole(message, query);
        }

        return HashCode.Combine(status, used.Addresses.Count switch { < 3 => used.Addresses.Count, < DnsResponse.MaxAddresses => 3, _ => 4 }, used.Ttl is null, used.Ttl > 0);
    }

    static void CheckWhole(byte[] message, byte[] query)
    {
        Check.Equal(DnsStatus.Malformed, new DnsResponse().Read([.. message, 0], query), "nothing is left over");
        Check.That(new DnsResponse().Read(message.AsSpan(..^1), query) is DnsStatus.Malformed or DnsStatus.Foreign, "nothing is missing");
    }

    /// <summary>Pointers of 2 bytes, each to the one before, as many as are followed; the owner of an address begins at its top.</summary>
    static byte[] Ladder()
    {
        var message = DnsMessage.To(Query);
        var top = 12;
        var ladder = new List<byte>();
        for (var i = 1; i < DnsName.MaxPointers; i++)
        {
            ladder.AddRange(DnsMessage.Pointer(top));
            top = message.Here + 11 + (2 * (i - 1));
        }

        return message.Answer([0], Txt, 60, [.. ladder]).Answer(DnsMessage.Pointer(top), 1, 60, [192, 0, 2, 1]).Bytes;
    }

    static byte[] Many()
    {
        var message = DnsMessage.To(Query);
        for (var i = 0; i <= DnsResponse.MaxRecords; i++)
        {
            message.Answer(DnsMessage.Pointer(12), 1, 60, [192, 0, 2, (byte)i]);
        }

        return message.Bytes;
    }

    static byte[] Asks(DnsRecordType type)
    {
        var bytes = new byte[DnsQuery.MaxLength];
        return bytes[..DnsQuery.Write(bytes, Id, Name, type, hasEdns: true)];
    }
}
