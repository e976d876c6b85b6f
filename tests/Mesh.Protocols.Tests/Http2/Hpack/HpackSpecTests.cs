using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Tests.Http2.Hpack;

/// <summary>The examples of RFC 7541 appendix C, byte by byte.</summary>
public sealed class HpackSpecTests
{
    const string Date1 = "Mon, 21 Oct 2013 20:13:21 GMT";
    const string Date2 = "Mon, 21 Oct 2013 20:13:22 GMT";
    const string SetCookie = "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";

    static readonly (string, string)[] Get = [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "www.example.com")];

    static readonly (string, string)[] Redirect =
        [(":status", "302"), ("cache-control", "private"), ("date", Date1), ("location", "https://www.example.com")];

    [Theory]
    [InlineData("0a", 5, 10)]
    [InlineData("1f9a0a", 5, 1337)]
    [InlineData("2a", 8, 42)]
    public void C1_integers(string hex, int prefixBits, int expected)
    {
        var bytes = HpackCoding.Hex(hex);
        var at = 0;
        var destination = new byte[HpackInteger.MaxLength];

        Assert.Equal(HpackStatus.Ok, HpackInteger.Read(bytes, prefixBits, ref at, out var value));
        Assert.Equal((expected, bytes.Length), (value, at));
        Assert.Equal(bytes, destination[..HpackInteger.Write(0, prefixBits, value, destination)]);
    }

    [Theory]
    [InlineData("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572", "custom-key", "custom-header")]
    [InlineData("040c 2f73 616d 706c 652f 7061 7468", ":path", "/sample/path")]
    [InlineData("1008 7061 7373 776f 7264 0673 6563 7265 74", "password", "secret")]
    [InlineData("82", ":method", "GET")]
    public void C2_representations(string hex, string name, string value) =>
        Assert.Equal([(name, value)], HpackCoding.Decode(new HpackDecoder(4096), HpackCoding.Hex(hex)));

    [Theory]
    [InlineData("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572", true)]
    [InlineData("040c 2f73 616d 706c 652f 7061 7468", false)]
    [InlineData("1008 7061 7373 776f 7264 0673 6563 7265 74", false)]
    public void C2_only_an_indexed_literal_enters_the_table(string hex, bool enters)
    {
        var decoder = new HpackDecoder(4096);
        HpackCoding.Decode(decoder, HpackCoding.Hex(hex));

        Assert.Equal(enters ? HpackStatus.Ok : HpackStatus.InvalidIndex, HpackCoding.StatusOf(decoder, [0xBE]));
    }

    [Theory]
    [InlineData(
        "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "8286 84be 5808 6e6f 2d63 6163 6865",
        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65")]
    [InlineData(
        "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
        "8286 84be 5886 a8eb 1064 9cbf",
        "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf")]
    public void C3_and_C4_requests(string first, string second, string third)
    {
        var decoder = new HpackDecoder(4096);

        Assert.Equal(Get, HpackCoding.Decode(decoder, HpackCoding.Hex(first)));
        Assert.Equal([.. Get, ("cache-control", "no-cache")], HpackCoding.Decode(decoder, HpackCoding.Hex(second)));
        Assert.Equal(
            [(":method", "GET"), (":scheme", "https"), (":path", "/index.html"), Get[3], ("custom-key", "custom-value")],
            HpackCoding.Decode(decoder, HpackCoding.Hex(third)));
    }

    /// <summary>With evictions, and an entry whose name is that of one it evicts.</summary>
    [Theory]
    [InlineData(
        "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "4803 3330 37c1 c0bf",
        "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31")]
    [InlineData(
        "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
        "4883 640e ffc1 c0bf",
        "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07")]
    public void C5_and_C6_responses(string first, string second, string third)
    {
        var decoder = new HpackDecoder(256);
        HpackCoding.Decode(decoder, HpackCoding.Hex("3fe101"));

        Assert.Equal(Redirect, HpackCoding.Decode(decoder, HpackCoding.Hex(first)));
        Assert.Equal([(":status", "307"), .. Redirect[1..]], HpackCoding.Decode(decoder, HpackCoding.Hex(second)));
        Assert.Equal(
            [(":status", "200"), ("cache-control", "private"), ("date", Date2), Redirect[3], ("content-encoding", "gzip"), ("set-cookie", SetCookie)],
            HpackCoding.Decode(decoder, HpackCoding.Hex(third)));
        Assert.Equal(
            [("set-cookie", SetCookie), ("content-encoding", "gzip"), ("date", Date2)],
            HpackCoding.Decode(decoder, [0xBE, 0xBF, 0xC0]));
        Assert.Equal(HpackStatus.InvalidIndex, HpackCoding.StatusOf(decoder, [0xC1]));
    }
}
