using System.Text;
using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

public sealed class Http1RequestParserTests
{
    readonly Http1Head head = new(Http1Limits.Default);

    [Fact]
    public void Parts_of_a_request_are_found_where_they_stand()
    {
        const string Text = "PUT /a/b?c=d&e HTTP/1.1\r\nHost: svc.ns:8080\r\nX-Id:\t 7 \r\nContent-Length: 3\r\n\r\nabc";
        var bytes = Parse(Text);

        Assert.Equal(Http1Method.Put, head.Method);
        Assert.Equal("PUT", Of(head.MethodRange, bytes));
        Assert.Equal("/a/b?c=d&e", Of(head.Target, bytes));
        Assert.Equal("/a/b?c=d&e", Of(head.PathAndQuery, bytes));
        Assert.Equal("/a/b", Of(head.Path, bytes));
        Assert.Equal("svc.ns:8080", Of(head.Authority, bytes));
        Assert.Equal(Text.Length - 3, head.Length);
        Assert.Equal(Http1BodyKind.ContentLength, head.BodyKind);
        Assert.Equal(3, head.ContentLength);
        Assert.True(head.KeepAlive);
        Assert.Equal(3, head.FieldCount);
        Assert.Equal("X-Id", Of(head[1].Name, bytes));
        Assert.Equal("7", Of(head[1].Value, bytes));
        Assert.Equal("X-Id:\t 7 \r\n", Of(head[1].Line, bytes));
        Assert.Equal(Http1KnownField.Other, head[1].Known);
        Assert.Equal(2, head.IndexOf(Http1KnownField.ContentLength));
    }

    [Theory]
    [InlineData("GET http://b.example/p?q HTTP/1.1\r\nHost: a\r\n\r\n", Http1TargetForm.Absolute, "b.example", "/p?q", "/p")]
    [InlineData("GET http://b.example?q HTTP/1.1\r\nHost: a\r\n\r\n", Http1TargetForm.Absolute, "b.example", "?q", "")]
    [InlineData("GET https://b.example:1 HTTP/1.1\r\nHost: a\r\n\r\n", Http1TargetForm.Absolute, "b.example:1", "", "")]
    [InlineData("GET http://[::1]:80/ HTTP/1.1\r\nHost: a\r\n\r\n", Http1TargetForm.Absolute, "[::1]:80", "/", "/")]
    [InlineData("CONNECT b:443 HTTP/1.1\r\nHost: a\r\n\r\n", Http1TargetForm.Authority, "b:443", "", "")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", Http1TargetForm.Asterisk, "a", "*", "*")]
    [InlineData("GET //x/y HTTP/1.1\r\nHost: a\r\n\r\n", Http1TargetForm.Origin, "a", "//x/y", "//x/y")]
    [InlineData("GET / HTTP/1.0\r\n\r\n", Http1TargetForm.Origin, "", "/", "/")]
    public void Target_forms_are_told_apart(string text, Http1TargetForm form, string authority, string pathAndQuery, string path)
    {
        var bytes = Parse(text);

        Assert.Equal(form, head.TargetForm);
        Assert.Equal(authority, Of(head.Authority, bytes));
        Assert.Equal(pathAndQuery, Of(head.PathAndQuery, bytes));
        Assert.Equal(path, Of(head.Path, bytes));
    }

    [Theory]
    [InlineData("1.1", "", true)]
    [InlineData("1.1", "Connection: close\r\n", false)]
    [InlineData("1.1", "Connection: Keep-Alive, CLOSE\r\n", false)]
    [InlineData("1.1", "Connection: x\r\nConnection: close\r\n", false)]
    [InlineData("1.1", "Proxy-Connection: close\r\n", true)]
    [InlineData("1.0", "", false)]
    [InlineData("1.0", "Connection: Keep-Alive\r\n", true)]
    [InlineData("1.0", "Connection: keep-alive, close\r\n", false)]
    public void Connection_decides_whether_the_connection_is_kept(string version, string fields, bool kept)
    {
        Parse($"GET / HTTP/{version}\r\nHost: a\r\n{fields}\r\n");

        Assert.Equal(kept, head.KeepAlive);
    }

    [Fact]
    public void Options_that_are_not_known_must_be_looked_for_by_name()
    {
        Parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n\r\n");
        Assert.False(head.HasConnectionOptions);

        var bytes = Parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Hop: 1\r\nConnection: x-hop, Y\r\n\r\n");
        Assert.True(head.HasConnectionOptions);
        Assert.True(head.IsConnectionOption(bytes, "X-HOP"u8));
        Assert.True(head.IsConnectionOption(bytes, "y"u8));
        Assert.False(head.IsConnectionOption(bytes, "host"u8));
    }

    [Theory]
    [InlineData("1.1", "Connection: upgrade\r\nUpgrade: websocket\r\n", true)]
    [InlineData("1.1", "Upgrade: websocket\r\n", false)]
    [InlineData("1.1", "Connection: upgrade\r\n", false)]
    [InlineData("1.1", "Connection: upgrade\r\nUpgrade:\r\n", false)]
    [InlineData("1.0", "Connection: upgrade\r\nUpgrade: websocket\r\n", false)]
    public void An_upgrade_needs_both_fields_and_http_1_1(string version, string fields, bool upgrade)
    {
        Parse($"GET / HTTP/{version}\r\nHost: a\r\n{fields}\r\n");

        Assert.Equal(upgrade, head.IsUpgrade);
    }

    [Theory]
    [InlineData("Upgrade: WebSocket\r\n", true)]
    [InlineData("Upgrade: websocket\r\nUpgrade: websocket\r\n", true)]
    [InlineData("Upgrade: websocket, h2c\r\n", false)]
    [InlineData("Upgrade: websocket\r\nUpgrade: h2c\r\n", false)]
    [InlineData("Upgrade: h2c\r\n", false)]
    [InlineData("", false)]
    public void An_upgrade_to_something_besides_is_told(string fields, bool only)
    {
        var bytes = Parse($"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\n{fields}\r\n");

        Assert.Equal(only, head.UpgradesOnlyTo(bytes, "websocket"u8));
    }

    [Theory]
    [InlineData("1.1", "Content-Length: 5\r\n", true)]
    [InlineData("1.1", "Transfer-Encoding: chunked\r\n", true)]
    [InlineData("1.1", "Content-Length: 0\r\n", false)]
    [InlineData("1.1", "", false)]
    [InlineData("1.0", "Content-Length: 5\r\n", false)]
    public void Expect_counts_in_http_1_1_requests_with_a_body(string version, string fields, bool expects)
    {
        Parse($"POST / HTTP/{version}\r\nHost: a\r\nExpect: 100-continue\r\n{fields}\r\n");

        Assert.Equal(expects, head.ExpectsContinue);
    }

    [Theory]
    [InlineData("", Http1BodyKind.None, 0)]
    [InlineData("Content-Length: 0\r\n", Http1BodyKind.None, 0)]
    [InlineData("Content-Length: 42\r\n", Http1BodyKind.ContentLength, 42)]
    [InlineData("Content-Length: 9223372036854775807\r\n", Http1BodyKind.ContentLength, long.MaxValue)]
    [InlineData("Transfer-Encoding: Chunked\r\n", Http1BodyKind.Chunked, 0)]
    public void Framing_of_requests(string fields, Http1BodyKind kind, long length)
    {
        Parse($"POST / HTTP/1.1\r\nHost: a\r\n{fields}\r\n");

        Assert.Equal(kind, head.BodyKind);
        Assert.Equal(length, head.ContentLength);
    }

    [Fact]
    public void A_used_index_keeps_nothing_of_the_message_before()
    {
        Parse("POST http://x/ HTTP/1.0\r\nConnection: x, close\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        Parse("GET / HTTP/1.1\r\nHost: b\r\n\r\n");

        Assert.Equal(1, head.FieldCount);
        Assert.Equal(Http1BodyKind.None, head.BodyKind);
        Assert.Equal(0, head.ContentLength);
        Assert.True(head.KeepAlive);
        Assert.False(head.HasConnectionOptions);
        Assert.Equal(Http1TargetForm.Origin, head.TargetForm);
    }

    [Fact]
    public void Empty_lines_before_a_request_are_consumed_with_it()
    {
        var bytes = Parse("\r\n\r\nGET / HTTP/1.1\r\nHost: b\r\n\r\n");

        Assert.Equal(4, head.Start);
        Assert.Equal(bytes.Length, head.Length);
        Assert.Equal("GET", Of(head.MethodRange, bytes));
    }

    [Fact]
    public void A_head_of_exactly_the_limit_passes_and_one_byte_more_does_not()
    {
        var fits = Request("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", 200);
        var limits = new Http1Limits { MaxHeadBytes = 200 };

        Assert.Equal(Http1ParseStatus.Complete, Http1Feed.EveryWay(Http1Feed.Request(limits), fits).Status);
        limits = new Http1Limits { MaxHeadBytes = 199 };
        Assert.Equal(Http1Error.HeadTooLarge, Http1Feed.EveryWay(Http1Feed.Request(limits), fits).Error);
    }

    [Fact]
    public void A_target_of_exactly_the_limit_passes_and_one_byte_more_does_not()
    {
        var bytes = "GET /23456789 HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();

        Assert.Equal(Http1ParseStatus.Complete, Http1Feed.EveryWay(Http1Feed.Request(new Http1Limits { MaxTargetBytes = 9 }), bytes).Status);
        Assert.Equal(Http1Error.TargetTooLong, Http1Feed.EveryWay(Http1Feed.Request(new Http1Limits { MaxTargetBytes = 8 }), bytes).Error);
    }

    [Fact]
    public void As_many_fields_as_the_limit_pass()
    {
        var bytes = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 99)) + "\r\n");

        Assert.Equal(Http1ParseStatus.Complete, Http1Feed.Whole(Http1Feed.Request(), bytes).Status);
    }

    [Theory]
    [InlineData("G@", Http1Error.InvalidMethod)]
    [InlineData("GET  ", Http1Error.InvalidRequestLine)]
    [InlineData("GET /\x7f", Http1Error.InvalidTarget)]
    [InlineData("GET / X", Http1Error.InvalidVersion)]
    [InlineData("GET / HTTP/1.1\n", Http1Error.BareLineFeed)]
    [InlineData("GET / HTTP/1.1\r\n ", Http1Error.ObsoleteFold)]
    [InlineData("GET / HTTP/1.1\r\nHost ", Http1Error.SpaceInFieldName)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\0", Http1Error.IllegalByte)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\rb", Http1Error.BareCarriageReturn)]
    public void A_refusal_does_not_wait_for_the_end_of_the_line(string text, Http1Error error)
    {
        var outcome = Http1Feed.EveryWay(Http1Feed.Request(), Encoding.ASCII.GetBytes(text));

        Assert.Equal(error, outcome.Error);
    }

    [Fact]
    public void Every_prefix_of_a_valid_head_needs_more()
    {
        var bytes = "\r\nPOST http://a:80/x?y HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(Http1ParseStatus.NeedMore, Http1Feed.Whole(Http1Feed.Request(), bytes[..length]).Status);
        }
    }

    static byte[] Request(string template, int length) =>
        Encoding.ASCII.GetBytes(template.Replace("{}", new string('x', length - template.Length + 2), StringComparison.Ordinal));

    static string Of(ByteRange range, byte[] bytes) => Encoding.Latin1.GetString(range.Of(bytes));

    byte[] Parse(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var scanned = 0;
        var status = Http1RequestParser.Parse(bytes, Http1Limits.Default, head, ref scanned, out var error);
        Assert.Equal(Http1Error.None, error);
        Assert.Equal(Http1ParseStatus.Complete, status);
        return bytes;
    }
}
