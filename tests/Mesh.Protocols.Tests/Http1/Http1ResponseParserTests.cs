using System.Text;
using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

public sealed class Http1ResponseParserTests
{
    readonly Http1Head head = new(Http1Limits.Default);

    [Fact]
    public void Parts_of_a_response_are_found_where_they_stand()
    {
        var bytes = Parse("HTTP/1.1 404 Not Found here\r\nContent-Length: 2\r\nDate: x\r\n\r\nab", Http1Method.Get);

        Assert.Equal(404, head.StatusCode);
        Assert.Equal("Not Found here", Encoding.Latin1.GetString(head.Reason.Of(bytes)));
        Assert.Equal(bytes.Length - 2, head.Length);
        Assert.Equal(1, head.MinorVersion);
        Assert.Equal(1, head.IndexOf(Http1KnownField.Date));
        Assert.Equal(-1, head.IndexOf(Http1KnownField.Server));
    }

    [Theory]
    [InlineData(Http1Method.Get, "200", "Content-Length: 5\r\n", Http1BodyKind.ContentLength, 5, true)]
    [InlineData(Http1Method.Get, "200", "Content-Length: 0\r\n", Http1BodyKind.None, 0, true)]
    [InlineData(Http1Method.Get, "200", "Transfer-Encoding: chunked\r\n", Http1BodyKind.Chunked, 0, true)]
    [InlineData(Http1Method.Get, "200", "", Http1BodyKind.UntilClose, 0, false)]
    [InlineData(Http1Method.Get, "200", "Connection: keep-alive\r\n", Http1BodyKind.UntilClose, 0, false)]
    [InlineData(Http1Method.Get, "200", "Connection: close\r\nContent-Length: 5\r\n", Http1BodyKind.ContentLength, 5, false)]
    [InlineData(Http1Method.Head, "200", "Content-Length: 5\r\n", Http1BodyKind.None, 5, true)]
    [InlineData(Http1Method.Head, "200", "Transfer-Encoding: chunked\r\n", Http1BodyKind.None, 0, true)]
    [InlineData(Http1Method.Head, "200", "", Http1BodyKind.None, 0, true)]
    [InlineData(Http1Method.Get, "304", "Content-Length: 5\r\n", Http1BodyKind.None, 5, true)]
    [InlineData(Http1Method.Get, "204", "", Http1BodyKind.None, 0, true)]
    [InlineData(Http1Method.Get, "100", "", Http1BodyKind.None, 0, true)]
    [InlineData(Http1Method.Get, "199", "", Http1BodyKind.None, 0, true)]
    [InlineData(Http1Method.Get, "101", "", Http1BodyKind.Tunnel, 0, false)]
    [InlineData(Http1Method.Connect, "200", "", Http1BodyKind.Tunnel, 0, false)]
    [InlineData(Http1Method.Connect, "299", "Content-Length: 0\r\n", Http1BodyKind.Tunnel, 0, false)]
    [InlineData(Http1Method.Connect, "403", "Content-Length: 5\r\n", Http1BodyKind.ContentLength, 5, true)]
    [InlineData(Http1Method.Connect, "300", "", Http1BodyKind.UntilClose, 0, false)]
    public void Framing_of_responses(Http1Method method, string status, string fields, Http1BodyKind kind, long length, bool keepAlive)
    {
        Parse($"HTTP/1.1 {status} X\r\n{fields}\r\n", method);

        Assert.Equal(kind, head.BodyKind);
        Assert.Equal(length, head.ContentLength);
        Assert.Equal(keepAlive, head.KeepAlive);
    }

    [Theory]
    [InlineData("Content-Length: 0\r\n", false)]
    [InlineData("Content-Length: 0\r\nConnection: keep-alive\r\n", true)]
    public void Http_1_0_keeps_the_connection_only_if_it_says_so(string fields, bool keepAlive)
    {
        Parse($"HTTP/1.0 200 OK\r\n{fields}\r\n", Http1Method.Get);

        Assert.Equal(keepAlive, head.KeepAlive);
        Assert.Equal(0, head.MinorVersion);
    }

    [Fact]
    public void Interim_responses_are_parsed_one_behind_the_other()
    {
        var bytes = Parse("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", Http1Method.Post);
        Assert.Equal(100, head.StatusCode);

        Parse(Encoding.Latin1.GetString(bytes.AsSpan(head.Length)), Http1Method.Post);
        Assert.Equal(201, head.StatusCode);
    }

    [Fact]
    public void Every_prefix_of_a_valid_head_needs_more()
    {
        var bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n"u8.ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(Http1ParseStatus.NeedMore, Http1Feed.Whole(Http1Feed.Response(Http1Method.Get), bytes[..length]).Status);
        }
    }

    [Fact]
    public void A_head_of_exactly_the_limit_passes_and_one_byte_more_does_not()
    {
        var bytes = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
        var fits = new Http1Limits { MaxHeadBytes = bytes.Length };
        var tight = new Http1Limits { MaxHeadBytes = bytes.Length - 1 };

        Assert.Equal(Http1ParseStatus.Complete, Http1Feed.EveryWay(Http1Feed.Response(Http1Method.Get, fits), bytes).Status);
        Assert.Equal(Http1Error.HeadTooLarge, Http1Feed.EveryWay(Http1Feed.Response(Http1Method.Get, tight), bytes).Error);
    }

    byte[] Parse(string text, Http1Method method)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var scanned = 0;
        var status = Http1ResponseParser.Parse(bytes, Http1Limits.Default, head, method, ref scanned, out var error);
        Assert.Equal(Http1Error.None, error);
        Assert.Equal(Http1ParseStatus.Complete, status);
        return bytes;
    }
}
