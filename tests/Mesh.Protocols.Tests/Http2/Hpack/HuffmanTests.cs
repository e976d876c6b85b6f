using System.Text;
using CsCheck;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Tests.Http2.Hpack;

public sealed class HuffmanTests
{
    [Fact]
    public void The_code_is_whole_and_free_of_prefixes()
    {
        var codes = HuffmanCode.MakeCodes();
        var kraft = 0L;
        foreach (var length in HuffmanCode.Lengths)
        {
            kraft += 1L << (HuffmanCode.MaxLength - length);
        }

        Assert.Equal(1L << HuffmanCode.MaxLength, kraft);
        Assert.Equal(HuffmanCode.Symbols, codes.Select((c, s) => (c, HuffmanCode.Lengths[s])).Distinct().Count());
    }

    /// <summary>Rows of RFC 7541 appendix B, from each length.</summary>
    [Theory]
    [InlineData('0', 0x0, 5)]
    [InlineData('t', 0x9, 5)]
    [InlineData(' ', 0x14, 6)]
    [InlineData('u', 0x2d, 6)]
    [InlineData(':', 0x5c, 7)]
    [InlineData('z', 0x7b, 7)]
    [InlineData('&', 0xf8, 8)]
    [InlineData('Z', 0xfd, 8)]
    [InlineData('!', 0x3f8, 10)]
    [InlineData('?', 0x3fc, 10)]
    [InlineData('\'', 0x7fa, 11)]
    [InlineData('|', 0x7fc, 11)]
    [InlineData('#', 0xffa, 12)]
    [InlineData('>', 0xffb, 12)]
    [InlineData(0, 0x1ff8, 13)]
    [InlineData('~', 0x1ffd, 13)]
    [InlineData('^', 0x3ffc, 14)]
    [InlineData('<', 0x7ffc, 15)]
    [InlineData('{', 0x7ffe, 15)]
    [InlineData('\\', 0x7fff0, 19)]
    [InlineData(1, 0x7fffd8, 23)]
    [InlineData(9, 0xffffea, 24)]
    [InlineData(2, 0xfffffe2, 28)]
    [InlineData(249, 0xffffffe, 28)]
    [InlineData(244, 0x7ffffe7, 27)]
    [InlineData(255, 0x3ffffee, 26)]
    [InlineData(10, 0x3ffffffc, 30)]
    [InlineData(22, 0x3ffffffe, 30)]
    [InlineData(256, 0x3fffffff, 30)]
    public void Codes(int symbol, int code, int length)
    {
        Assert.Equal((uint)code, HuffmanCode.MakeCodes()[symbol]);
        Assert.Equal(length, HuffmanCode.Lengths[symbol]);
    }

    [Theory]
    [InlineData("www.example.com", "f1e3c2e5f23a6ba0ab90f4ff")]
    [InlineData("no-cache", "a8eb10649cbf")]
    [InlineData("Mon, 21 Oct 2013 20:13:21 GMT", "d07abe941054d444a8200595040b8166e082a62d1bff")]
    [InlineData("", "")]
    public void Texts(string text, string hex)
    {
        Assert.Equal(hex, Convert.ToHexStringLower(Encode(Encoding.ASCII.GetBytes(text))));
        Assert.Equal(text, Encoding.ASCII.GetString(Decode(Convert.FromHexString(hex))!));
    }

    [Theory]
    [InlineData("ff")] // 8 bits of padding
    [InlineData("07ff")] // "0" and 11 bits
    [InlineData("00")] // "0" and padding of zeros
    [InlineData("fe")] // 7 bits of padding with a zero at the end
    [InlineData("3fffffff")] // EOS, cut by its last two bits, behind two bits of a code
    [InlineData("fffffffc")] // EOS
    [InlineData("ffffffff")] // EOS and padding
    [InlineData("f8ffffffff")] // "&" and EOS
    [InlineData("ffffffffffffffff")]
    [InlineData("fff8")] // half of a code
    public void What_is_refused(string hex)
    {
        Assert.Null(Decode(Convert.FromHexString(hex)));
        Assert.Equal(-1, HuffmanDecoder.Instance.Measure(Convert.FromHexString(hex)));
    }

    [Fact]
    public void Everything_comes_back() => Gen.Byte.Array[0, 200].Sample(
        bytes =>
        {
            var encoded = Encode(bytes);
            Assert.Equal(bytes, Decode(encoded));
            Assert.Equal(bytes.Length, HuffmanDecoder.Instance.Measure(encoded));
        },
        iter: 3000);

    [Fact]
    public void Text_comes_back() => Gen.Char[' ', '~'].Array[0, 200].Select(c => Encoding.ASCII.GetBytes(c)).Sample(
        bytes => Assert.Equal(bytes, Decode(Encode(bytes))),
        iter: 3000);

    /// <summary>There is one encoding of a text only, so what is accepted is what we would have written.</summary>
    [Fact]
    public void Random_bytes_are_refused_or_are_the_encoding_of_what_they_decode_to() => Gen.Byte.Array[0, 40].Sample(
        bytes =>
        {
            var decoded = Decode(bytes);
            Assert.Equal(decoded?.Length ?? -1, HuffmanDecoder.Instance.Measure(bytes));
            if (decoded is not null)
            {
                Assert.Equal(bytes, Encode(decoded));
            }
        },
        iter: 20_000);

    static byte[] Encode(byte[] text)
    {
        var destination = new byte[HuffmanEncoder.LengthOf(text)];
        HuffmanEncoder.Encode(text, destination);
        return destination;
    }

    static byte[]? Decode(byte[] encoded)
    {
        var destination = new byte[HuffmanDecoder.MaxDecodedLength(encoded.Length)];
        var length = HuffmanDecoder.Instance.Decode(encoded, destination);
        return length < 0 ? null : destination[..length];
    }
}
