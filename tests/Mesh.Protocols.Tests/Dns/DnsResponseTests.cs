using CsCheck;
using Mesh.Protocols.Dns;
using Mesh.Testing.Dns;

namespace Mesh.Protocols.Tests.Dns;

public sealed class DnsResponseTests
{
    const string Name = "a.example";

    static readonly byte[] Query = Asks(Name, DnsRecordType.A);

    readonly DnsResponse response = new();

    [Fact]
    public void Addresses_come_with_their_least_ttl()
    {
        Assert.Equal(DnsStatus.Answered, Read(DnsMessage.To(Query).Address(Name, "192.0.2.1", 60).Address("A.EXAMPLE", "192.0.2.2", 30)));
        Assert.Equal(("192.0.2.1 192.0.2.2", 30u), (Addresses, response.Ttl));
        Assert.Equal(DnsStatus.Answered, response.Read(
            DnsMessage.To(Asks(Name, DnsRecordType.Aaaa)).Address(Name, "2001:db8::1").Bytes, Asks(Name, DnsRecordType.Aaaa)));
        Assert.Equal("2001:db8::1", Addresses);
    }

    /// <summary>In whatever order; with compressed owners; the TTL of every alias counts.</summary>
    [Fact]
    public void Aliases_are_followed()
    {
        Assert.Equal(DnsStatus.Answered, Read(DnsMessage.To(Query)
            .Address("c.example", "192.0.2.3", 300).Alias("b.example", "c.example", 7).Alias(Name, "b.example", 60)));
        Assert.Equal(("192.0.2.3", 7u), (Addresses, response.Ttl));

        var compressed = DnsMessage.To(Query).Answer(DnsMessage.Pointer(12), DnsMessage.Cname, 60, [1, (byte)'b', .. DnsMessage.Pointer(14)]);
        Assert.Equal(DnsStatus.Answered, Read(compressed.Address("b.example", "192.0.2.4")));
        Assert.Equal("192.0.2.4", Addresses);
    }

    [Fact]
    public void What_is_not_on_the_way_is_no_answer()
    {
        Assert.Equal(DnsStatus.NoData, Read(DnsMessage.To(Query).Address("evil.example", "192.0.2.66")));
        Assert.Equal(DnsStatus.NoData, Read(DnsMessage.To(Query).Alias("other.example", "c.example").Address("c.example", "192.0.2.66")));
        Assert.Equal(DnsStatus.NoData, Read(DnsMessage.To(Query).Alias(Name, "c.example").Address("d.example", "192.0.2.66")));
        Assert.Equal(DnsStatus.NoData, Read(DnsMessage.To(Query).Address(Name, "2001:db8::1")));
        Assert.Empty(response.Addresses);
    }

    [Fact]
    public void Aliases_in_a_circle_or_without_end_are_a_failure()
    {
        Assert.Equal(DnsStatus.ServerFailure, Read(DnsMessage.To(Query).Alias(Name, "b.example").Alias("b.example", Name)));
        Assert.Equal(DnsStatus.ServerFailure, Read(DnsMessage.To(Query).Alias(Name, Name)));
        var chain = DnsMessage.To(Query).Alias(Name, "c0");
        for (var i = 0; i < DnsResponse.MaxAliases; i++)
            chain.Alias($"c{i}", $"c{i + 1}");
        Assert.Equal(DnsStatus.ServerFailure, Read(chain.Address($"c{DnsResponse.MaxAliases}", "192.0.2.1")));
    }

    [Theory]
    [InlineData(300u, 30u, 30u)]
    [InlineData(20u, 3600u, 20u)]
    public void There_is_none_for_as_long_as_the_soa_says(uint ttl, uint minimum, uint expected)
    {
        Assert.Equal(DnsStatus.NoSuchName, Read(DnsMessage.To(Query, 0x8183).Authority("example", ttl, minimum)));
        Assert.Equal(expected, response.Ttl);
        Assert.Equal(DnsStatus.NoData, Read(DnsMessage.To(Query).Authority("example", ttl, minimum)));
        Assert.Equal(expected, response.Ttl);
        Assert.Equal(DnsStatus.NoData, Read(DnsMessage.To(Query).Alias(Name, "b.example", 1).Authority("example", ttl, minimum)));
        Assert.Equal(expected, response.Ttl);
        Assert.Equal(DnsStatus.NoSuchName, Read(DnsMessage.To(Query, 0x8183)));
        Assert.Null(response.Ttl);
    }

    [Theory]
    [InlineData(0x8181, DnsStatus.NotUnderstood)]
    [InlineData(0x8182, DnsStatus.ServerFailure)]
    [InlineData(0x8184, DnsStatus.NotUnderstood)]
    [InlineData(0x8185, DnsStatus.ServerFailure)]
    [InlineData(0x818F, DnsStatus.ServerFailure)]
    [InlineData(0x8380, DnsStatus.Truncated)]
    [InlineData(0x0100, DnsStatus.Foreign)]
    [InlineData(0x9180, DnsStatus.Foreign)]
    public void Flags_decide(int flags, DnsStatus expected) => Assert.Equal(expected, Read(DnsMessage.To(Query, flags)));

    [Fact]
    public void An_answer_to_another_question_is_foreign()
    {
        Assert.Equal(DnsStatus.Foreign, Read(DnsMessage.To(Asks("b.example", DnsRecordType.A)).Address("b.example", "192.0.2.1")));
        Assert.Equal(DnsStatus.Foreign, Read(DnsMessage.To(Asks(Name, DnsRecordType.Aaaa)).Address(Name, "192.0.2.1")));
        Assert.Equal(DnsStatus.Foreign, Read(DnsMessage.To(Asks("a.example.org", DnsRecordType.A)).Address(Name, "192.0.2.1")));
        Assert.Equal(DnsStatus.Foreign, Read(new DnsMessage(0x1234, 0x8180)));
        Assert.Equal(DnsStatus.Foreign, Read(DnsMessage.To(Query).Count(0, 2).Raw([.. DnsMessage.Name(Name), 0, 1, 0, 1])));
        Assert.Equal(DnsStatus.Foreign, response.Read([], Query));
        Assert.Equal(DnsStatus.Foreign, response.Read(DnsMessage.To(Query).Bytes.AsSpan(0, 11), Query));
        var id = DnsMessage.To(Query).Address(Name, "192.0.2.1").Bytes;
        id[1] ^= 1;
        Assert.Equal(DnsStatus.Foreign, response.Read(id, Query));
        // Some servers give the question back in another case.
        Assert.Equal(DnsStatus.Answered, Read(DnsMessage.To(Asks("A.eXample", DnsRecordType.A)).Address(Name, "192.0.2.1")));
    }

    public static TheoryData<string, byte[]> Bad => new()
    {
        { "more answers than there are", DnsMessage.To(Query).Address(Name, "192.0.2.1").Count(1, 2).Bytes },
        { "more authorities than there are", DnsMessage.To(Query).Address(Name, "192.0.2.1").Count(2, 1).Bytes },
        { "65535 additionals", DnsMessage.To(Query).Address(Name, "192.0.2.1").Count(3, 65535).Bytes },
        { "fewer answers than there are", DnsMessage.To(Query).Address(Name, "192.0.2.1").Count(1, 0).Bytes },
        { "bytes left over", DnsMessage.To(Query).Address(Name, "192.0.2.1").Raw(0).Bytes },
        { "a record cut off", DnsMessage.To(Query).Address(Name, "192.0.2.1").Bytes[..^1] },
        { "a pointer to itself", DnsMessage.To(Query).Answer(DnsMessage.Pointer(27), 1, 60, [1, 2, 3, 4]).Bytes },
        { "a pointer forward", DnsMessage.To(Query).Answer(DnsMessage.Pointer(30), 1, 60, [1, 2, 3, 4]).Bytes },
        { "pointers at each other", DnsMessage.To(Query).Answer([1, (byte)'x', .. DnsMessage.Pointer(27)], 1, 60, [1, 2, 3, 4]).Bytes },
        { "a pointer into the header", DnsMessage.To(Query).Answer(DnsMessage.Pointer(4), 1, 60, [1, 2, 3, 4]).Bytes },
        { "a pointer cut off", DnsMessage.To(Query).Count(1, 1).Raw(0xC0).Bytes },
        { "a label of a reserved kind", DnsMessage.To(Query).Answer([0x40, 0], 1, 60, [1, 2, 3, 4]).Bytes },
        { "a label longer than the message", DnsMessage.To(Query).Count(1, 1).Raw(63, 1, 2).Bytes },
        { "a name of 256 bytes", DnsMessage.To(Query).Answer(DnsMessage.Name(string.Join('.', Enumerable.Repeat(new string('a', 50), 5))), 1, 60, [1, 2, 3, 4]).Bytes },
        { "a name of 256 bytes, by a pointer", LongByPointer() },
        { "an address of 5 bytes", DnsMessage.To(Query).Answer(Name, 1, 60, [1, 2, 3, 4, 5]).Bytes },
        { "an address of 0 bytes", DnsMessage.To(Query).Answer(Name, 1, 60, []).Bytes },
        { "an IPv6 address of 4 bytes", DnsMessage.To(Query).Answer(Name, 28, 60, [1, 2, 3, 4]).Bytes },
        { "an alias with bytes left over", DnsMessage.To(Query).Answer(Name, DnsMessage.Cname, 60, [.. DnsMessage.Name("b"), 0]).Bytes },
        { "an alias that goes beyond its record", DnsMessage.To(Query).Answer(Name, DnsMessage.Cname, 60, [5, (byte)'b']).Address(Name, "192.0.2.1").Bytes },
        { "an alias of nothing", DnsMessage.To(Query).Answer(Name, DnsMessage.Cname, 60, []).Bytes },
        { "a short SOA", DnsMessage.To(Query).Answer(Name, DnsMessage.Soa, 60, [0, 0, 1, 2, 3]).Bytes },
    };

    [Theory, MemberData(nameof(Bad))]
    public void What_does_not_hold_is_no_message(string what, byte[] message)
    {
        Assert.True(DnsStatus.Malformed == response.Read(message, Query), what);
        Assert.Empty(response.Addresses);
    }

    [Fact]
    public void The_longest_name_is_one()
    {
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 62), 4)) + ".b";
        Assert.Equal(255, DnsMessage.Name(longest).Length);
        Assert.Equal(DnsStatus.NoData, Read(DnsMessage.To(Query).Address(longest, "192.0.2.1")));
    }

    [Fact]
    public void A_ttl_with_its_highest_bit_is_0_and_addresses_have_an_end()
    {
        var many = DnsMessage.To(Query);
        for (var i = 0; i < 300; i++)
            many.Address(Name, $"192.0.{i / 256}.{i % 256}", 0x80000001);
        Assert.Equal(DnsStatus.Answered, Read(many));
        Assert.Equal((0u, DnsResponse.MaxAddresses), (response.Ttl, response.Addresses.Count));
    }

    [Fact]
    public void Edns_and_strange_records_are_passed_over() =>
        Assert.Equal(DnsStatus.Answered, Read(DnsMessage.To(Query)
            .Answer(Name, 46, 60, [1, 2, 3]).Address(Name, "192.0.2.1").Additional([0], DnsMessage.Opt, [0, 10, 0, 1, 9])));

    [Fact]
    public void Every_prefix_of_an_answer_is_refused()
    {
        var whole = DnsMessage.To(Query).Alias(Name, "b.example").Address("b.example", "192.0.2.1").Authority("example", 1, 1).Bytes;
        for (var length = 0; length < whole.Length; length++)
            Assert.Contains(response.Read(whole.AsSpan(0, length), Query), new[] { DnsStatus.Malformed, DnsStatus.Foreign });
    }

    [Fact]
    public void No_change_of_an_answer_throws_or_runs_away()
    {
        var whole = DnsMessage.To(Query).Alias(Name, "b.example").Answer(DnsMessage.Pointer(12), 1, 60, [1, 2, 3, 4]).Authority("example", 1, 1).Bytes;
        Gen.Select(Gen.Int[12, whole.Length - 1], Gen.Byte, Gen.Int[12, whole.Length - 1], Gen.Byte).Sample((at, value, at2, value2) =>
        {
            var changed = (byte[])whole.Clone();
            (changed[at], changed[at2]) = (value, value2);
            var status = new DnsResponse().Read(changed, Query);
            return Enum.IsDefined(status);
        });
        Gen.Byte.Array[0, 300].Sample(noise => new DnsResponse().Read([.. whole[..27], .. noise], Query) != DnsStatus.NotUnderstood);
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var label = Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-_"].Array[1, 20].Select(chars => new string(chars));
        Gen.Select(label.Array[1, 6], Gen.UInt).Sample((labels, ttl) =>
        {
            var name = string.Join('.', labels);
            var query = Asks(name, DnsRecordType.A);
            var read = new DnsResponse();
            return read.Read(DnsMessage.To(query).Address(name.ToUpperInvariant(), "192.0.2.1", ttl).Bytes, query) == DnsStatus.Answered
                && read.Ttl == (ttl > int.MaxValue ? 0 : ttl);
        });
    }

    DnsStatus Read(DnsMessage message) => response.Read(message.Bytes, Query);

    string Addresses => string.Join(' ', response.Addresses);

    static byte[] LongByPointer()
    {
        var message = DnsMessage.To(Query);
        var at = message.Here;
        var name = string.Join('.', Enumerable.Repeat(new string('a', 60), 4));
        return message.Address(name, "192.0.2.1").Answer([20, .. new byte[20], .. DnsMessage.Pointer(at)], 1, 60, [1, 2, 3, 4]).Bytes;
    }

    static byte[] Asks(string name, DnsRecordType type)
    {
        var bytes = new byte[DnsQuery.MaxLength];
        return bytes[..DnsQuery.Write(bytes, 0x1234, name, type, hasEdns: true)];
    }
}
