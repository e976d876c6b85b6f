using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Protocols.Tests.Http2;

/// <summary>What a request's field section becomes.</summary>
public sealed class Http2RequestHeadTests
{
    const string Get = ":method: GET\n:scheme: http\n:authority: a.b:80\n:path: /x/y?z=1\n";

    readonly Http2Reading reading = new();

    [Fact]
    public void A_request_is_the_head_that_HTTP_1_would_have()
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(Get + "user-agent: curl\nx-empty:\nte: trailers\n"));

        Assert.Equal("GET /x/y?z=1 HTTP/1.1\r\nhost: a.b:80\r\nuser-agent: curl\r\nx-empty: \r\nte: trailers\r\n\r\n", reading.Text);
        var head = reading.Head;
        Assert.Equal(reading.Text.Length, head.Length);
        Assert.Equal((Http1Method.Get, "GET"), (head.Method, reading.Of(head.MethodRange)));
        Assert.Equal((Http1TargetForm.Origin, "/x/y?z=1", "/x/y?z=1", "/x/y"), (head.TargetForm, reading.Of(head.Target), reading.Of(head.PathAndQuery), reading.Of(head.Path)));
        Assert.Equal(("a.b:80", "a.b:80"), (reading.Of(head.Authority), reading.Of(head.Host)));
        Assert.Equal([("host", "a.b:80"), ("user-agent", "curl"), ("x-empty", ""), ("te", "trailers")], reading.Fields);
        Assert.Equal(Http1KnownField.UserAgent, head[1].Known);
        Assert.Equal("user-agent: curl\r\n", reading.Of(head[1].Line));
        Assert.Equal((1, true, false, false, false), (head.MinorVersion, head.KeepAlive, head.IsUpgrade, head.IsHttpsScheme, head.IsExtendedConnect));
        Assert.Equal(Http2Malformed.None, reading.Reason);
    }

    [Theory]
    [InlineData("http", false)]
    [InlineData("https", true)]
    [InlineData("HTTPS", true)]
    public void The_scheme_is_kept(string scheme, bool isHttps)
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(Get.Replace("http", scheme)));
        Assert.Equal(isHttps, reading.Head.IsHttpsScheme);
    }

    [Theory]
    [InlineData(true, "", Http1BodyKind.None, 0)]
    [InlineData(false, "", Http1BodyKind.UntilClose, 0)]
    [InlineData(false, "content-length: 12\n", Http1BodyKind.ContentLength, 12)]
    [InlineData(false, "content-length: 0\n", Http1BodyKind.None, 0)]
    [InlineData(true, "content-length: 0\n", Http1BodyKind.None, 0)]
    [InlineData(false, "content-length: 9223372036854775807\n", Http1BodyKind.ContentLength, long.MaxValue)]
    public void Framing(bool endStream, string fields, Http1BodyKind kind, long length)
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(Get + fields, endStream));
        Assert.Equal((kind, length), (reading.Head.BodyKind, reading.Head.ContentLength));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_body_may_wait_for_100(bool endStream, bool expects)
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(Get + "expect: 100-continue\n", endStream));
        Assert.Equal(expects, reading.Head.ExpectsContinue);
    }

    [Theory]
    [InlineData("host: a.b:80\n")]
    [InlineData("host: A.B:80\n")]
    public void Host_that_says_what_authority_says_is_not_repeated(string host)
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(Get + "x: y\n" + host));
        Assert.Equal([("host", "a.b:80"), ("x", "y")], reading.Fields);
    }

    [Fact]
    public void Host_alone_stands_where_it_was()
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(":method: GET\n:scheme: http\n:path: /\ncookie: a\nx: y\nhost: h\ncookie: b\n"));
        Assert.Equal("GET / HTTP/1.1\r\ncookie: a; b\r\nx: y\r\nhost: h\r\n\r\n", reading.Text);
        Assert.Equal(("h", "h"), (reading.Of(reading.Head.Host), reading.Of(reading.Head.Authority)));
    }

    [Theory]
    [InlineData("cookie: a=1\ncookie: b=2\ncookie: c=3\nx: y\n", "cookie: a=1; b=2; c=3\r\nx: y\r\n")]
    [InlineData("cookie: a=1\nx: y\ncookie: b=2\nz: w\ncookie: c=3\n", "cookie: a=1; b=2; c=3\r\nx: y\r\nz: w\r\n")]
    [InlineData("cookie: a=1\ncookie: b=2\nx: y\ncookie: c=3\n", "cookie: a=1; b=2; c=3\r\nx: y\r\n")]
    [InlineData("cookie:\ncookie: b=2\n", "cookie: b=2\r\n")]
    [InlineData("cookie:\nx: y\ncookie: b=2\ncookie: c\n", "cookie: b=2; c\r\nx: y\r\n")]
    [InlineData("cookie: a=1\ncookie:\ncookie: b=2\n", "cookie: a=1; b=2\r\n")]
    [InlineData("cookie:\n", "cookie: \r\n")]
    public void Crumbs_are_joined(string fields, string lines)
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(Get + fields));
        Assert.EndsWith("host: a.b:80\r\n" + lines + "\r\n", reading.Text);
        Assert.Equal(lines.Split("\r\n", StringSplitOptions.RemoveEmptyEntries), reading.Fields.Skip(1).Select(f => $"{f.Name}: {f.Value}"));
        Assert.Equal(lines, string.Concat(reading.Head.Fields[1..].ToArray().Select(f => reading.Of(f.Line))));
    }

    [Fact]
    public void Options_of_the_server()
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(":method: OPTIONS\n:scheme: https\n:authority: a\n:path: *\n"));
        Assert.Equal((Http1TargetForm.Asterisk, "*"), (reading.Head.TargetForm, reading.Of(reading.Head.Path)));
        Assert.StartsWith("OPTIONS * HTTP/1.1\r\n", reading.Text);
    }

    [Fact]
    public void Connect()
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(":method: CONNECT\n:authority: a.b:443\n", endStream: false));
        Assert.Equal("CONNECT a.b:443 HTTP/1.1\r\nhost: a.b:443\r\n\r\n", reading.Text);
        Assert.Equal((Http1TargetForm.Authority, "a.b:443", 0), (reading.Head.TargetForm, reading.Of(reading.Head.Authority), reading.Head.Path.Length));
        Assert.Equal((Http1Method.Connect, false, Http1BodyKind.UntilClose), (reading.Head.Method, reading.Head.IsUpgrade, reading.Head.BodyKind));
    }

    [Theory]
    [InlineData(":method: CONNECT\n:authority: a:1\n")]
    [InlineData(":method: CONNECT\n:protocol: websocket\n:scheme: https\n:path: /\n:authority: a\n")]
    public void Content_length_0_does_not_close_a_tunnel(string fields)
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(fields + "content-length: 0\n", endStream: false));
        Assert.Equal(Http1BodyKind.UntilClose, reading.Head.BodyKind);
    }

    [Fact]
    public void An_extended_connect_is_an_upgrade()
    {
        const string Connect = ":method: CONNECT\n:protocol: websocket\n:scheme: https\n:path: /chat?x\n:authority: a\nsec-websocket-version: 13\n";
        Assert.Equal(Http2HeadStatus.Ok, Read(Connect, endStream: false));
        Assert.Equal("GET /chat?x HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\r\n", reading.Text);
        Assert.Equal((Http1Method.Get, true, true), (reading.Head.Method, reading.Head.IsUpgrade, reading.Head.IsExtendedConnect));
        Assert.True(reading.Head.UpgradesOnlyTo(reading.Bytes, "websocket"u8));
        Assert.Equal(Http1KnownField.Upgrade, reading.Head[1].Known);
    }

    [Fact]
    public void A_field_that_came_never_indexed_is_marked()
    {
        byte[] block =
        [
            .. Http2Reading.BlockOf(Http2Reading.Parse(Get + "x: y\n")),
            .. Http2Reading.BlockOf([("x-secret", "s")], 0x10),
            .. Http2Reading.BlockOf(Http2Reading.Parse("cookie: a\n")),
            .. Http2Reading.BlockOf([("cookie", "b")], 0x10),
        ];
        Assert.Equal(Http2HeadStatus.Ok, reading.Request(block));
        Assert.Equal([false, false, true, true], reading.Head.Fields.ToArray().Select(f => f.IsNeverIndexed));
    }

    [Fact]
    public void Index_that_was_used_for_HTTP_1_keeps_nothing_of_it()
    {
        var scanned = 0;
        Http1RequestParser.Parse("GET / HTTP/1.0\r\nConnection: x\r\nContent-Length: 3\r\n\r\n"u8, Http1Limits.Default, reading.Head, ref scanned, out _);
        Assert.Equal(Http2HeadStatus.Ok, Read(Get));
        Assert.Equal((0L, false, 1), (reading.Head.ContentLength, reading.Head.HasConnectionOptions, reading.Head.FieldCount));
    }

    // ---- limits

    [Fact]
    public void The_list_is_counted_as_RFC_9113_does()
    {
        // Five fields with their 32 bytes each.
        const int Fixed = (7 + 3 + 32) + (7 + 4 + 32) + (10 + 1 + 32) + (5 + 1 + 32) + (1 + 32);
        var limited = new Http2Reading(new Http2Limits { MaxHeaderListBytes = Fixed + 10 });
        Assert.Equal(Http2HeadStatus.Ok, limited.Request(Fields(new string('v', 10))));
        Assert.Equal(Http2HeadStatus.TooLarge, limited.Request(Fields(new string('v', 11))));
        Assert.Equal(Http2Malformed.HeaderListTooLarge, limited.Reason);

        static (string, string)[] Fields(string value) => [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/"), ("x", value)];
    }

    [Fact]
    public void The_head_is_bounded_as_in_HTTP_1()
    {
        var limited = new Http2Reading(new Http2Limits { Head = new Http1Limits { MaxHeadBytes = 60 } });
        // "GET / HTTP/1.1", "host: a" and the empty line are 27 bytes.
        Assert.Equal(Http2HeadStatus.Ok, limited.Request(Http2Reading.Parse(Simple + "x: " + new string('v', 28))));
        Assert.Equal(60, limited.Head.Length);
        Assert.Equal(Http2HeadStatus.TooLarge, limited.Request(Http2Reading.Parse(Simple + "x: " + new string('v', 29))));
        Assert.Equal(Http2Malformed.HeadTooLarge, limited.Reason);
    }

    [Fact]
    public void Fields_are_counted_with_Host()
    {
        var limited = new Http2Reading(new Http2Limits { Head = new Http1Limits { MaxFields = 3 } });
        Assert.Equal(Http2HeadStatus.Ok, limited.Request(Http2Reading.Parse(Simple + "a: 1\nb: 2\n")));
        Assert.Equal(Http2HeadStatus.TooLarge, limited.Request(Http2Reading.Parse(Simple + "a: 1\nb: 2\nc: 3\n")));
        Assert.Equal(Http2Malformed.TooManyFields, limited.Reason);
        Assert.Equal(Http2HeadStatus.TooLarge, limited.Request(Http2Reading.Parse(Simple + "a: 1\nb: 2\ncookie: 3\n")));
    }

    [Fact]
    public void A_target_may_be_too_long()
    {
        var limited = new Http2Reading(new Http2Limits { Head = new Http1Limits { MaxTargetBytes = 10 } });
        Assert.Equal(Http2HeadStatus.Ok, limited.Request(Http2Reading.Parse(Simple.Replace("/\n", "/123456789\n"))));
        Assert.Equal(Http2HeadStatus.TooLarge, limited.Request(Http2Reading.Parse(Simple.Replace("/\n", "/1234567890\n"))));
        Assert.Equal((Http2Malformed.TargetTooLong, 414), (limited.Reason, Http2Malformations.StatusOf(limited.Reason)));
    }

    /// <summary>An HPACK bomb: one large entry, referred to by every byte that follows. Nothing but calls comes of it.</summary>
    [Fact]
    public void References_to_a_large_entry_add_up()
    {
        byte[] block =
        [
            .. Http2Reading.BlockOf(Http2Reading.Parse(Simple)), .. Http2Reading.BlockOf([("x", new string('v', 4000))], 0x40),
            .. Enumerable.Repeat((byte)0xBE, 30_000),
        ];
        Assert.Equal(Http2HeadStatus.TooLarge, reading.Request(block));
        Assert.True(reading.Bytes.Length <= Http1Limits.Default.MaxHeadBytes);
        Assert.Equal(Http2HeadStatus.Ok, reading.Request([.. Http2Reading.BlockOf(Http2Reading.Parse(Simple)), 0xBE]));
        Assert.Equal(4000, reading.Head[1].Value.Length);
    }

    /// <summary>What is too large or malformed is decoded to its end, so that the next block is understood.</summary>
    [Theory]
    [InlineData(":method: GET\n:method: GET\n")]
    [InlineData("Upper: x\n")]
    public void The_tables_stay_in_step_after_a_refusal(string fields)
    {
        byte[] block = [.. Http2Reading.BlockOf(Http2Reading.Parse(fields)), .. Http2Reading.BlockOf([("x-late", "here")], 0x40)];
        Assert.Equal(Http2HeadStatus.Malformed, reading.Request(block));
        Assert.Equal(Http2HeadStatus.Ok, reading.Request([.. Http2Reading.BlockOf(Http2Reading.Parse(Simple)), 0xBE]));
        Assert.Equal(("x-late", "here"), reading.Fields.Last());
    }

    [Fact]
    public void A_field_of_any_size_is_too_large_and_not_fatal()
    {
        byte[] block = [.. Http2Reading.BlockOf(Http2Reading.Parse(Simple)), .. Http2Reading.BlockOf([("x", new string('v', 300_000))])];
        Assert.Equal(Http2HeadStatus.TooLarge, reading.Request(block));
        Assert.Equal(Http2HeadStatus.Ok, Read(Simple));
    }

    [Fact]
    public void A_block_that_cannot_be_decoded_outweighs_what_its_fields_are()
    {
        Assert.Equal(Http2HeadStatus.CompressionError, reading.Request([.. Http2Reading.BlockOf(Http2Reading.Parse("Upper: x\n")), 0x80]));
        Assert.Equal((Http2Malformed.Compression, HpackStatus.InvalidIndex), (reading.Reason, reading.Compression));
    }

    const string Simple = ":method: GET\n:scheme: http\n:authority: a\n:path: /\n";

    Http2HeadStatus Read(string lines, bool endStream = true) => reading.Request(Http2Reading.Parse(lines), endStream);
}
