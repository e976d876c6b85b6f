using System.Text;
using Mesh.Protocols.Detection;
using Mesh.Protocols.Tls;
using static Mesh.Testing.Tls.HelloBytes;

namespace Mesh.Protocols.Tests.Tls;

public sealed class ClientHelloPeekTests
{
    static readonly byte[] Typical =
        Body(ServerName("Reviews.Example"), Alpn("h2", "http/1.1"), Versions(0x1A1A, 0x304, 0x303), Padding(100));

    const string TypicalText = "Reviews.Example|h2,http/1.1,|304,303,|";

    [Fact]
    public void A_hello_tells_its_server_name_protocols_and_versions()
    {
        Assert.Equal(TypicalText, Complete(Hello(Typical)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void Records_may_cut_it_anywhere(int recordLength)
    {
        Assert.Equal(TypicalText, Complete(Hello(Typical, recordLength)));
    }

    [Fact]
    public void A_server_name_split_between_two_records_is_read_whole()
    {
        byte[] message = [1, 0, .. Vector16(Typical)];
        var middle = message.AsSpan().IndexOf("Reviews"u8) + 3;
        Assert.Equal(TypicalText, Complete([.. Record(message[..middle]), .. Record(message[middle..])]));
    }

    [Fact]
    public void What_follows_the_hello_is_not_looked_at()
    {
        Assert.Equal(TypicalText, Complete([.. Hello(Typical), .. Record([1], type: 20), 0, 0, 0]));
    }

    [Fact]
    public void Every_prefix_needs_more()
    {
        var bytes = Hello(Typical);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(ClientHelloStatus.NeedMore, PeekFeed.Whole(Pieces.Of(bytes[..length])).Status);
        }
    }

    [Fact]
    public void A_hello_without_extensions_has_no_name_and_its_legacy_version()
    {
        Assert.Equal("||303,|", Complete(Hello(BodyWithoutExtensions())));
        Assert.Equal("||303,|", Complete(Hello(Body())));
    }

    [Fact]
    public void An_outer_hello_is_told_by_its_type()
    {
        Assert.Equal("public.example||303,|ech", Complete(Hello(Body(ServerName("public.example"), Extension(EncryptedHelloType, [0, 1, 2])))));
        Assert.Equal("||303,|", Complete(Hello(Body(Extension(EncryptedHelloType, [1])))));
    }

    [Fact]
    public void Grease_is_passed_over()
    {
        Assert.Equal("a||fafb,|", Complete(Hello(Body(Extension(0x2A2A, []), ServerName("a"), Extension(0xFAFA, [0]), Versions(0xFAFA, 0xFAFB)))));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.b")]
    [InlineData("*", false)]
    [InlineData("_sip.a-b.c0")]
    [InlineData("10.0.0.1")]
    [InlineData("a.", false)]
    [InlineData(".a", false)]
    [InlineData("a..b", false)]
    [InlineData("a\0.b", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("::1", false)]
    [InlineData("\u00e9", false)]
    public void Only_host_names_are_server_names(string name, bool valid = true)
    {
        AssertServerName(name, valid);
    }

    [Fact]
    public void Names_and_labels_have_their_lengths()
    {
        var label = new string('a', 63);
        AssertServerName(label, true);
        AssertServerName(label + 'a', false);
        AssertServerName($"{label}.{label}.{label}.{label[..61]}", true);
        AssertServerName($"{label}.{label}.{label}.{label[..62]}", false);
    }

    [Fact]
    public void A_name_is_copied_in_lower_case()
    {
        Span<byte> copy = stackalloc byte[TlsServerName.MaxLength];
        var length = TlsServerName.CopyLowerCase("Reviews.EXAMPLE"u8, copy);
        Assert.Equal("reviews.example", Encoding.ASCII.GetString(copy[..length]));
    }

    public static TheoryData<string, byte[], ClientHelloError> Refused => new()
    {
        { "server_name twice", Body(ServerName("a"), ServerName("a")), ClientHelloError.DuplicateExtension },
        { "ALPN twice", Body(Alpn("a"), Alpn("a")), ClientHelloError.DuplicateExtension },
        { "two names", Body(Extension(0, Vector16([0, 0, 1, 97, 0, 0, 1, 98]))), ClientHelloError.SeveralServerNames },
        { "name of another type", Body(Extension(0, Vector16([1, 0, 1, 97]))), ClientHelloError.ServerNameType },
        { "empty name", Body(ServerName("")), ClientHelloError.ServerName },
        { "no names", Body(Extension(0, [0, 0])), ClientHelloError.Structure },
        { "empty server_name", Body(Extension(0, [])), ClientHelloError.Structure },
        { "bytes behind the names", Body(Extension(0, [.. Vector16([0, 0, 1, 97]), 0])), ClientHelloError.Structure },
        { "name beyond its list", Body(Extension(0, Vector16([0, 0, 9, 97]))), ClientHelloError.Structure },
        { "no protocols", Body(Alpn()), ClientHelloError.Structure },
        { "empty protocol", Body(Alpn("a", "")), ClientHelloError.Structure },
        { "protocol beyond its list", Body(Extension(16, Vector16([9, 97]))), ClientHelloError.Structure },
        { "no versions", Body(Versions()), ClientHelloError.Structure },
        { "half a version", Body(Extension(43, Vector8([3, 4, 3]))), ClientHelloError.Structure },
        { "empty ECH", Body(Extension(EncryptedHelloType, [])), ClientHelloError.Structure },
        { "extension beyond the end", [.. BodyWithoutExtensions(), .. Vector16([0, 9, 0, 4, 0])], ClientHelloError.Structure },
        { "bytes behind the extensions", [.. Body(), 0], ClientHelloError.Structure },
        { "half an extension length", [.. BodyWithoutExtensions(), 0], ClientHelloError.Structure },
        { "empty", [], ClientHelloError.Structure },
        { "random cut", [3, 3, .. new byte[31]], ClientHelloError.Structure },
        { "session id of 33 bytes", [3, 3, .. new byte[32], .. Vector8(new byte[33]), 0, 2, 1, 1, 1, 0], ClientHelloError.Structure },
        { "no cipher suites", [3, 3, .. new byte[32], 0, 0, 0, 1, 0], ClientHelloError.Structure },
        { "half a cipher suite", [3, 3, .. new byte[32], 0, 0, 1, 1, 1, 0], ClientHelloError.Structure },
        { "no compression", [3, 3, .. new byte[32], 0, 0, 2, 1, 1, 0], ClientHelloError.Structure },
        { "version 4", [4, .. BodyWithoutExtensions()[1..]], ClientHelloError.Version },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Malformed_hellos_are_refused(string what, byte[] body, ClientHelloError expected)
    {
        var outcome = PeekFeed.EveryWay(Hello(body));
        Assert.True(expected == outcome.Error, $"{what}: {outcome}");
    }

    public static TheoryData<string, byte[], ClientHelloError> RefusedRecords => new()
    {
        { "empty first record", [22, 3, 1, 0, 0, 1], ClientHelloError.EmptyRecord },
        { "empty later record", [.. Record([1, 0]), 22, 3, 1, 0, 0], ClientHelloError.EmptyRecord },
        { "another type between", [.. Record([1, 0]), 20], ClientHelloError.InterleavedRecord },
        { "another version between", [.. Record([1, 0]), 22, 2], ClientHelloError.RecordVersion },
        { "record too long", [22, 3, 1, 0x40, 0x01, 1], ClientHelloError.RecordOverflow },
        { "announced too long", Record([1, 0, 0x40, 0]), ClientHelloError.TooLarge },
        { "announced 16 MB", Record([1, 0xFF, 0xFF, 0xFF]), ClientHelloError.TooLarge },
        { "too long by its records", Hello(Body(Padding(4000)), 1), ClientHelloError.TooLarge },
    };

    [Theory]
    [MemberData(nameof(RefusedRecords))]
    public void Malformed_records_are_refused(string what, byte[] bytes, ClientHelloError expected)
    {
        var outcome = PeekFeed.OverTime(bytes, Enumerable.Range(1, bytes.Length));
        Assert.True(expected == outcome.Error, $"{what}: {outcome}");
        Assert.Equal(outcome, PeekFeed.Whole(Pieces.Of(bytes)));
    }

    [Fact]
    public void The_longest_hello_is_read_and_one_byte_more_is_not()
    {
        var room = ClientHelloPeek.MaxBytes - Hello(Body(ServerName("a"), Padding(0))).Length;
        Assert.Equal("a||303,|", Complete(Hello(Body(ServerName("a"), Padding(room)))));
        Assert.Equal(ClientHelloError.TooLarge, PeekFeed.EveryWay(Hello(Body(ServerName("a"), Padding(room + 1)))).Error);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\x16\x02")]
    [InlineData("\x16\x02\x01")]
    [InlineData("\x16\x03\x01\x00\x05\x02")]
    [InlineData("\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10")]
    [InlineData("\x15\x03\x01\x00\x02\x02\x28")]
    public void What_is_not_tls_is_said_to_be_not(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        Assert.Equal(ClientHelloStatus.NotTls, PeekFeed.EveryWay(bytes).Status);
        Assert.NotEqual(SniffedProtocol.Tls, ProtocolSniffer.Sniff(bytes));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var whole = Pieces.Of(Hello(Typical));
        var pieces = Pieces.Of(Hello(Typical, 50), 3, 70, 71);
        var scratch = new byte[ClientHelloPeek.MaxBytes];
        Allocations.AssertNone(() => Read(whole, scratch) && Read(pieces, scratch));

        static bool Read(System.Buffers.ReadOnlySequence<byte> bytes, byte[] scratch)
        {
            var peek = default(ClientHelloPeek);
            return peek.Read(bytes, scratch, out var hello, out _) == ClientHelloStatus.Complete
                && hello.Protocols.Contains("h2"u8) && hello.Versions.Contains(TlsVersions.Tls13) && hello.ServerName.Length == 15;
        }
    }

    static void AssertServerName(string name, bool valid)
    {
        var outcome = PeekFeed.EveryWay(Hello(Body(ServerName(name))));
        Assert.Equal(valid ? ClientHelloError.None : ClientHelloError.ServerName, outcome.Error);
        Assert.Equal(valid ? $"{name}||303,|" : "", outcome.Hello);
    }

    static string Complete(byte[] bytes)
    {
        var outcome = PeekFeed.EveryWay(bytes);
        Assert.Equal((ClientHelloStatus.Complete, ClientHelloError.None), (outcome.Status, outcome.Error));
        return outcome.Hello;
    }
}
