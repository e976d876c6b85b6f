using Mesh.Protocols.Dns;

namespace Mesh.Protocols.Tests.Dns;

public sealed class DnsQueryTests
{
    [Theory]
    [InlineData("a.example")]
    [InlineData("a.example.")]
    public void A_query_is_a_header_a_question_and_edns(string name)
    {
        var query = Write(name, hasEdns: true);
        Assert.Equal(
            "12-34-01-00-00-01-00-00-00-00-00-01-01-61-07-65-78-61-6D-70-6C-65-00-00-1C-00-01-00-00-29-04-D0-00-00-00-00-00-00",
            BitConverter.ToString(query));
        Assert.Equal(0, Write(name, hasEdns: false)[11]);
        Assert.Equal(query.Length - 11, Write(name, hasEdns: false).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a..")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("bücher.example")]
    public void What_is_no_name_is_not_asked_for(string name) => Assert.Empty(Write(name, hasEdns: true));

    [Fact]
    public void Labels_have_63_bytes_and_names_255_at_most()
    {
        Assert.NotEmpty(Write(new string('a', 63) + ".example", true));
        Assert.Empty(Write(new string('a', 64) + ".example", true));
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 62), 4));
        Assert.Equal(251, longest.Length);
        Assert.NotEmpty(Write(longest + ".b", true));
        Assert.NotEmpty(Write(longest + ".b.", true));
        Assert.Empty(Write(longest + ".bc", true));
        Assert.InRange(Write(longest + ".b", true).Length, 0, DnsQuery.MaxLength);
    }

    static byte[] Write(string name, bool hasEdns)
    {
        var bytes = new byte[DnsQuery.MaxLength];
        return bytes[..DnsQuery.Write(bytes, 0x1234, name, DnsRecordType.Aaaa, hasEdns)];
    }
}
