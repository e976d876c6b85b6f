using System.Text;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Tests.Http2.Hpack;

public sealed class HpackDecoderTests
{
    const int Setting = 4096;

    readonly HpackDecoder decoder = new(Setting);

    [Theory]
    [InlineData("80", HpackStatus.InvalidIndex)] // index 0
    [InlineData("be", HpackStatus.InvalidIndex)] // 62 of an empty table
    [InlineData("ff00", HpackStatus.InvalidIndex)] // 127
    [InlineData("ffffffff07", HpackStatus.InvalidIndex)] // just fits 31 bits
    [InlineData("7e0161", HpackStatus.InvalidIndex)] // a literal's name
    [InlineData("0f2f0161", HpackStatus.InvalidIndex)]
    [InlineData("ff", HpackStatus.Truncated)]
    [InlineData("ff80", HpackStatus.Truncated)]
    [InlineData("ff8080808000", HpackStatus.InvalidIndex)] // 127, as long as it may be
    [InlineData("ff808080808000", HpackStatus.IntegerOverflow)]
    [InlineData("ffffffffff07", HpackStatus.IntegerOverflow)]
    [InlineData("ffffffffffffffffffff01", HpackStatus.IntegerOverflow)]
    [InlineData("ff80808080808080808080", HpackStatus.IntegerOverflow)]
    [InlineData("007fffffffffffff", HpackStatus.IntegerOverflow)]
    [InlineData("40", HpackStatus.Truncated)]
    [InlineData("4001", HpackStatus.Truncated)]
    [InlineData("400161", HpackStatus.Truncated)]
    [InlineData("40016101", HpackStatus.Truncated)]
    [InlineData("400161027a", HpackStatus.Truncated)]
    [InlineData("41", HpackStatus.Truncated)]
    [InlineData("417f", HpackStatus.Truncated)]
    [InlineData("417fffffffff07", HpackStatus.IntegerOverflow)] // a length
    [InlineData("417fffffff7f", HpackStatus.Truncated)] // of 256 MB
    [InlineData("4181ff", HpackStatus.InvalidHuffman)]
    [InlineData("4184ffffffff", HpackStatus.InvalidHuffman)] // EOS
    [InlineData("418100", HpackStatus.InvalidHuffman)]
    [InlineData("4081ff0161", HpackStatus.InvalidHuffman)] // a name
    [InlineData("8220", HpackStatus.MisplacedSizeUpdate)]
    [InlineData("20823f00", HpackStatus.MisplacedSizeUpdate)]
    [InlineData("3fe21f", HpackStatus.TableTooLarge)] // 4097
    [InlineData("3fffffffff07", HpackStatus.IntegerOverflow)]
    [InlineData("3f", HpackStatus.Truncated)]
    [InlineData("", HpackStatus.Ok)]
    [InlineData("20", HpackStatus.Ok)]
    [InlineData("203fe11f82", HpackStatus.Ok)]
    [InlineData("410082", HpackStatus.Ok)] // an empty value
    [InlineData("40000082", HpackStatus.Ok)] // and an empty name: a head reader's affair
    public void Blocks(string hex, HpackStatus expected) => Assert.Equal(expected, HpackCoding.StatusOf(decoder, HpackCoding.Hex(hex)));

    [Fact]
    public void A_never_indexed_field_says_so()
    {
        var sink = new HpackCollector();
        Assert.Equal(HpackStatus.Ok, decoder.Decode(HpackCoding.Hex("1001610162 00016101 62 4001610162 be"), ref sink));
        Assert.Equal([true, false, false, false], sink.NeverIndexed);
    }

    [Fact]
    public void A_smaller_table_must_be_confirmed_by_the_next_block()
    {
        decoder.SetMaxTableSize(1000);
        Assert.Equal(HpackStatus.MissingSizeUpdate, HpackCoding.StatusOf(decoder, [0x82]));
    }

    [Theory]
    [InlineData("3fc907", HpackStatus.Ok)] // 1000
    [InlineData("20", HpackStatus.Ok)]
    [InlineData("3fca07", HpackStatus.TableTooLarge)] // 1001
    public void A_smaller_table_is_confirmed_by_any_size_within_it(string hex, HpackStatus expected)
    {
        decoder.SetMaxTableSize(1000);
        Assert.Equal(expected, HpackCoding.StatusOf(decoder, [.. HpackCoding.Hex(hex), 0x82]));
        if (expected == HpackStatus.Ok)
        {
            Assert.Equal(HpackStatus.Ok, HpackCoding.StatusOf(decoder, [0x82]));
        }
    }

    /// <summary>RFC 7541 section 4.2: the smallest size of the interval, then the last one.</summary>
    [Theory]
    [InlineData("3fe11f", HpackStatus.MissingSizeUpdate)]
    [InlineData("20 3fe11f", HpackStatus.Ok)]
    public void A_table_that_was_to_shrink_in_between_must_have_shrunk(string hex, HpackStatus expected)
    {
        decoder.SetMaxTableSize(0);
        decoder.SetMaxTableSize(Setting);
        Assert.Equal(expected, HpackCoding.StatusOf(decoder, [.. HpackCoding.Hex(hex), 0x82]));
    }

    [Fact]
    public void A_larger_table_need_not_be_used()
    {
        decoder.SetMaxTableSize(8192);
        Assert.Equal(HpackStatus.Ok, HpackCoding.StatusOf(decoder, [0x82]));
        Assert.Equal(HpackStatus.Ok, HpackCoding.StatusOf(decoder, HpackCoding.Hex("3fe13f82")));
    }

    [Fact]
    public void A_table_of_size_0_holds_nothing()
    {
        HpackCoding.Decode(decoder, HpackCoding.Hex("4001610162 be"));
        Assert.Equal([("a", "b")], HpackCoding.Decode(decoder, HpackCoding.Hex("20 4001610162")));
        Assert.Equal(HpackStatus.InvalidIndex, HpackCoding.StatusOf(decoder, [0xBE]));
    }

    [Fact]
    public void A_size_update_evicts()
    {
        HpackCoding.Decode(decoder, HpackCoding.Hex("4001610162 4001630164"));
        Assert.Equal([("c", "d")], HpackCoding.Decode(decoder, HpackCoding.Hex("3f03 be")));
        Assert.Equal(HpackStatus.InvalidIndex, HpackCoding.StatusOf(decoder, [0xBF]));
    }

    /// <summary>RFC 7541 section 4.4: not an error; the table is empty then.</summary>
    [Fact]
    public void A_field_larger_than_the_table_empties_it()
    {
        var value = new string('v', Setting);
        HpackCoding.Decode(decoder, HpackCoding.Hex("4001610162"));
        Assert.Equal([("a", value)], HpackCoding.Decode(decoder, Literal(0x40, "a", value)));
        Assert.Equal(HpackStatus.InvalidIndex, HpackCoding.StatusOf(decoder, [0xBE]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_field_too_large_to_be_held_is_measured_and_empties_the_table(bool isHuffman)
    {
        const int Length = 200_000;
        HpackCoding.Decode(decoder, HpackCoding.Hex("4001610162"));
        var sink = new HpackCollector();

        Assert.Equal(HpackStatus.Ok, decoder.Decode([.. Literal(0x00, "name", new string('0', Length), isHuffman), 0xBE], ref sink));
        Assert.Equal([Length + 4], sink.Oversize);
        Assert.Equal([("a", "b")], sink.Fields);
        Assert.Equal(HpackStatus.Ok, decoder.Decode(Literal(0x40, new string('0', Length), "v", isHuffman), ref sink));
        Assert.Equal([Length + 4, Length + 1], sink.Oversize);
        Assert.Equal(HpackStatus.InvalidIndex, HpackCoding.StatusOf(decoder, [0xBE]));
    }

    /// <summary>Codes of 30 bits make the encoded form of a field nearly four times as long as the field.</summary>
    [Fact]
    public void A_field_is_judged_by_its_length_when_decoded()
    {
        var large = new HpackDecoder(65536);
        var value = new string('\n', 60_000);
        Assert.Equal([("a", value), ("a", value)], HpackCoding.Decode(large, [.. HpackCoding.Hex("3fe1ff03"), .. Literal(0x40, "a", value, isHuffman: true), 0xBE]));
    }

    [Fact]
    public void A_literal_may_take_its_name_from_the_entry_that_it_evicts()
    {
        HpackCoding.Decode(decoder, [.. HpackCoding.Hex("3f45"), .. Literal(0x40, "some-name", "v")]);
        Assert.Equal([("some-name", new string('w', 50))], HpackCoding.Decode(decoder, [0x7E, 50, .. Encoding.ASCII.GetBytes(new string('w', 50))]));
        Assert.Equal([("some-name", new string('w', 50))], HpackCoding.Decode(decoder, [0xBE]));
    }

    static byte[] Literal(byte pattern, string name, string value, bool isHuffman = false) =>
        [pattern, .. String(name, isHuffman), .. String(value, isHuffman)];

    static byte[] String(string text, bool isHuffman)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var encoded = isHuffman ? new byte[HuffmanEncoder.LengthOf(bytes)] : bytes;
        if (isHuffman)
        {
            HuffmanEncoder.Encode(bytes, encoded);
        }

        var length = new byte[HpackInteger.MaxLength];
        return [.. length[..HpackInteger.Write((byte)(isHuffman ? 0x80 : 0), 7, encoded.Length, length)], .. encoded];
    }
}
