using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Tests.Http2.Hpack;

public sealed class HpackEncoderTests
{
    readonly HpackEncoder encoder = new();

    /// <summary>Each of 40 fields of one request, whatever their hashes are.</summary>
    [Fact]
    public void Fields_do_not_keep_each_other_out_of_the_table()
    {
        (string, string)[] fields = [.. Enumerable.Range(0, 40).Select(i => ($"x-{i}", $"value of {i}"))];
        for (var i = 0; i < 3; i++)
        {
            HpackCoding.Encode(encoder, fields);
        }

        Assert.Equal(40, HpackCoding.Encode(encoder, fields).Length);
    }

    [Theory]
    [InlineData(":method", "GET", "82")]
    [InlineData(":status", "404", "8d")]
    [InlineData("accept-encoding", "gzip, deflate", "90")]
    [InlineData("accept-charset", "", "8f")]
    [InlineData(":path", "/sample/path", "0489 6103a6ba0ac5634cff")]
    [InlineData("content-length", "7", "0f0d 01 37")]
    [InlineData("x", "", "00 01 78 00")]
    public void First_of_a_field(string name, string value, string hex) =>
        Assert.Equal(HpackCoding.Hex(hex), HpackCoding.EncodeField(encoder, name, value));

    [Fact]
    public void What_repeats_becomes_one_byte()
    {
        Assert.Equal(0x00, HpackCoding.EncodeField(encoder, "x-a", "some value")[0]);
        Assert.Equal(0x40, HpackCoding.EncodeField(encoder, "x-a", "some value")[0]);
        Assert.Equal([0xBE], HpackCoding.EncodeField(encoder, "x-a", "some value"));
    }

    [Fact]
    public void A_known_name_goes_by_its_index()
    {
        for (var i = 0; i < 2; i++)
        {
            HpackCoding.EncodeField(encoder, "x-a", "1");
        }

        Assert.Equal(HpackCoding.Hex("0f2f 01 21"), HpackCoding.EncodeField(encoder, "x-a", "!"));
    }

    /// <summary>An entry for each value would drive out what does repeat; one brings the name.</summary>
    [Fact]
    public void What_never_repeats_enters_the_table_for_its_name_only()
    {
        HpackCoding.Encode(encoder, ("x-stays", "a"), ("x-stays", "a"));
        for (var i = 0; i < 2000; i++)
        {
            Assert.Equal(i == 1 ? 0x40 : 0, HpackCoding.EncodeField(encoder, "x-request-id", $"id-{i}")[0] & 0xF0);
            Assert.Equal(0, HpackCoding.EncodeField(encoder, ":path", $"/items/{i}")[0] & 0xF0);
        }

        Assert.Equal([0xBF], HpackCoding.EncodeField(encoder, "x-stays", "a"));
        Assert.Equal(HpackCoding.Hex("0f2f 01 21"), HpackCoding.EncodeField(encoder, "x-request-id", "!"));
    }

    [Theory]
    [InlineData("authorization", "Bearer abcdefghijklmnopqrstuvwxyz")]
    [InlineData("proxy-authorization", "Basic eA==")]
    [InlineData("cookie", "short=1")]
    public void Secrets_are_never_indexed(string name, string value)
    {
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(0x10, HpackCoding.EncodeField(encoder, name, value)[0] & 0xF0);
        }
    }

    [Fact]
    public void What_came_never_indexed_goes_on_so_even_if_a_table_has_it()
    {
        HpackCoding.Encode(encoder, ("x-a", "b"), ("x-a", "b"));
        Assert.Equal(0x10, HpackCoding.EncodeField(encoder, "x-a", "b", neverIndex: true)[0] & 0xF0);
        Assert.Equal([0x12, 3, .. "GET"u8], HpackCoding.EncodeField(encoder, ":method", "GET", neverIndex: true));
    }

    [Theory]
    [InlineData("set-cookie", "a=b; Path=/; HttpOnly")]
    [InlineData("content-length", "12345")]
    [InlineData("etag", "\"abc\"")]
    [InlineData("location", "https://a/b")]
    [InlineData("x-large", null)]
    public void Some_are_not_indexed_even_if_they_repeat(string name, string? value)
    {
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(0x00, HpackCoding.EncodeField(encoder, name, value ?? new string('v', 3000))[0] & 0xF0);
        }
    }

    [Fact]
    public void Nothing_is_due_at_first() => Assert.Empty(HpackCoding.Encode(encoder));

    [Theory]
    [InlineData(new uint[] { 4096 }, "")]
    [InlineData(new uint[] { 0 }, "20")]
    [InlineData(new uint[] { 1337 }, "3f9a0a")]
    [InlineData(new uint[] { 65536 }, "")] // beyond what we use
    [InlineData(new uint[] { uint.MaxValue }, "")]
    [InlineData(new uint[] { 0, 4096 }, "20 3fe11f")]
    [InlineData(new uint[] { 100, 0, 50, 30 }, "20 3e")]
    [InlineData(new uint[] { 100, 30 }, "3e")]
    public void A_block_begins_with_the_size_updates_that_are_due(uint[] settings, string hex)
    {
        foreach (var setting in settings)
        {
            encoder.SetMaxTableSize(setting);
        }

        Assert.Equal(HpackCoding.Hex(hex), HpackCoding.Encode(encoder));
        Assert.Empty(HpackCoding.Encode(encoder));
    }

    [Fact]
    public void Less_than_the_default_of_ours_is_announced() => Assert.Equal([0x20], HpackCoding.Encode(new HpackEncoder(0)));

    [Fact]
    public void A_table_that_shrank_in_between_is_empty()
    {
        HpackCoding.Encode(encoder, ("x-a", "b"), ("x-a", "b"));
        encoder.SetMaxTableSize(0);
        encoder.SetMaxTableSize(4096);
        HpackCoding.Encode(encoder);

        Assert.Equal(0x40, HpackCoding.EncodeField(encoder, "x-a", "b")[0]);
    }
}
