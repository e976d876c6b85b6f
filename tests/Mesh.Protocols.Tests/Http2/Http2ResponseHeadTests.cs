using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;

namespace Mesh.Protocols.Tests.Http2;

/// <summary>What a response's field section, and a trailer section, become.</summary>
public sealed class Http2ResponseHeadTests
{
    readonly Http2Reading reading = new();

    [Fact]
    public void A_response_is_the_head_that_HTTP_1_would_have()
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(":status: 200\nserver: x\nset-cookie: a\nset-cookie: b\ncontent-length: 5\n", endStream: false));
        Assert.Equal("HTTP/1.1 200 OK\r\nserver: x\r\nset-cookie: a\r\nset-cookie: b\r\ncontent-length: 5\r\n\r\n", reading.Text);
        var head = reading.Head;
        Assert.Equal((200, "OK", 4, reading.Text.Length), (head.StatusCode, reading.Of(head.Reason), head.FieldCount, head.Length));
        Assert.Equal((Http1BodyKind.ContentLength, 5L, true), (head.BodyKind, head.ContentLength, head.KeepAlive));
    }

    [Fact]
    public void A_status_without_reason_phrase()
    {
        Assert.Equal(Http2HeadStatus.Ok, Read(":status: 299\n"));
        Assert.Equal("HTTP/1.1 299 \r\n\r\n", reading.Text);
    }

    [Theory]
    [InlineData("200", true, false, "", Http1BodyKind.None)]
    [InlineData("200", false, false, "", Http1BodyKind.UntilClose)]
    [InlineData("200", false, false, "content-length: 1\n", Http1BodyKind.ContentLength)]
    [InlineData("200", false, false, "content-length: 0\n", Http1BodyKind.None)]
    [InlineData("200", true, true, "content-length: 7\n", Http1BodyKind.None)] // to HEAD
    [InlineData("200", false, true, "", Http1BodyKind.None)]
    [InlineData("304", true, false, "content-length: 7\n", Http1BodyKind.None)]
    [InlineData("304", false, false, "", Http1BodyKind.None)]
    [InlineData("204", false, false, "", Http1BodyKind.None)]
    [InlineData("204", true, false, "content-length: 0\n", Http1BodyKind.None)]
    [InlineData("100", false, false, "", Http1BodyKind.None)]
    [InlineData("103", false, false, "link: x\n", Http1BodyKind.None)]
    public void Framing(string status, bool endStream, bool toHead, string fields, Http1BodyKind kind)
    {
        Assert.Equal(Http2HeadStatus.Ok, reading.Response(Http2Reading.Parse($":status: {status}\n{fields}"), endStream, toHead));
        Assert.Equal(kind, reading.Head.BodyKind);
    }

    [Fact]
    public void Host_and_expect_are_fields_like_others_in_a_response() =>
        Assert.Equal(Http2HeadStatus.Ok, Read(":status: 200\nhost: a b\nexpect: x\ncookie: a\ncookie: b\n"));

    [Fact]
    public void Trailers_are_lines()
    {
        Assert.Equal(Http2HeadStatus.Ok, reading.Trailers(Http2Reading.Parse("grpc-status: 0\ngrpc-message: fine\n")));
        Assert.Equal("grpc-status: 0\r\ngrpc-message: fine\r\n", reading.Text);
        Assert.Equal([("grpc-status", "0"), ("grpc-message", "fine")], reading.Fields);
        Assert.Equal((Http1KnownField.GrpcStatus, reading.Text.Length), (reading.Head[0].Known, reading.Head.Length));
    }

    [Fact]
    public void No_trailers_at_all()
    {
        Assert.Equal(Http2HeadStatus.Ok, reading.Trailers([]));
        Assert.Equal("", reading.Text);
    }

    [Fact]
    public void Trailers_have_a_limit_of_their_own_after_a_large_head()
    {
        var limited = new Http2Reading(new Http2Limits { Head = new Http1Limits { MaxTrailerBytes = 20 } });
        Assert.Equal(Http2HeadStatus.Ok, limited.Response(Http2Reading.Parse(":status: 200\nx: " + new string('v', 5000))));
        Assert.Equal(Http2HeadStatus.Ok, limited.Trailers(Http2Reading.Parse("x: " + new string('v', 15))));
        Assert.Equal(Http2HeadStatus.TooLarge, limited.Trailers(Http2Reading.Parse("x: " + new string('v', 16))));
        Assert.Equal(Http2Malformed.TrailersTooLarge, limited.Reason);
    }

    Http2HeadStatus Read(string lines, bool endStream = true) => reading.Response(Http2Reading.Parse(lines), endStream);
}
