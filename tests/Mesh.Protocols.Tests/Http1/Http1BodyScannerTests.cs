using System.Buffers;
using System.Text;
using Mesh.Protocols.Http1;
using Mesh.Testing.Http1Corpus;

namespace Mesh.Protocols.Tests.Http1;

public sealed class Http1BodyScannerTests
{
    [Fact]
    public void A_counted_body_ends_where_its_length_says()
    {
        var body = ForRequest("Content-Length: 5\r\n");

        Assert.Equal(5, body.Opaque);
        Assert.Equal(Http1ParseStatus.NeedMore, body.Scan("hel"u8, out _, out _, out _));
        Assert.Equal(Http1ParseStatus.Complete, body.Scan("loGET /"u8, out var consumed, out var payload, out _));
        Assert.Equal(2, consumed);
        Assert.Equal(2, payload);
        Assert.True(body.IsComplete);
    }

    [Fact]
    public void No_body_is_complete_from_the_start()
    {
        var body = ForRequest("");

        Assert.True(body.IsComplete);
        Assert.Equal(Http1ParseStatus.Complete, body.Scan("GET /"u8, out var consumed, out _, out _));
        Assert.Equal(0, consumed);
        Assert.Equal(Http1Error.None, body.JudgeEndOfConnection());
    }

    [Theory]
    [InlineData("Content-Length: 5\r\n", "hell")]
    [InlineData("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n")]
    public void A_cut_body_is_told_from_a_whole_one(string field, string text)
    {
        var body = ForRequest(field);
        body.Scan(Encoding.ASCII.GetBytes(text), out _, out _, out _);

        Assert.Equal(Http1Error.Truncated, body.JudgeEndOfConnection());
    }

    /// <summary>Whoever asks only whether a body is complete must not take its error for its end (a chunked body that ends in CR CR was one).</summary>
    [Fact]
    public void A_body_that_went_wrong_is_never_complete() => Assert.All(Http1CorpusFile.RequestBodies.Where(item => !item.IsValid), item =>
    {
        var body = ForRequest("Transfer-Encoding: chunked\r\n");

        Assert.Equal(Http1ParseStatus.Invalid, body.Scan(item.Bytes, out _, out _, out _));
        Assert.False(body.IsComplete);
        Assert.Equal(Http1Error.Truncated, body.JudgeEndOfConnection());
    });

    [Fact]
    public void A_body_until_close_takes_all_and_ends_with_the_connection()
    {
        var body = ForResponse("HTTP/1.1 200 OK\r\n\r\n");

        Assert.Equal(Http1ParseStatus.NeedMore, body.Scan("abc"u8, out var consumed, out var payload, out _));
        Assert.Equal(3, consumed);
        Assert.Equal(3, payload);
        Assert.Equal(long.MaxValue, body.Opaque);
        Assert.Equal(Http1Error.None, body.JudgeEndOfConnection());
    }

    [Fact]
    public void A_sequence_of_segments_reads_like_its_bytes()
    {
        var bytes = "5\r\nhello\r\n3;x=y\r\nfoo\r\n0\r\nT: v\r\n\r\nNEXT"u8.ToArray();
        for (var size = 1; size <= bytes.Length; size++)
        {
            var body = ForRequest("Transfer-Encoding: chunked\r\n");
            var status = body.Scan(Segments.Of(bytes, size), out var consumed, out var payload, out var error);

            Assert.Equal(Http1ParseStatus.Complete, status);
            Assert.Equal(Http1Error.None, error);
            Assert.Equal(bytes.Length - 4, consumed);
            Assert.Equal(8, payload);
            Assert.True(body.HasTrailers);
        }
    }

    [Fact]
    public void Content_that_the_kernel_moved_counts()
    {
        var counted = ForRequest("Content-Length: 5\r\n");
        counted.Skip(5);
        var chunked = ForRequest("Transfer-Encoding: chunked\r\n");
        chunked.Scan("5\r\n"u8, out _, out _, out _);
        chunked.Skip(chunked.Opaque);

        Assert.True(counted.IsComplete);
        Assert.Equal(Http1ParseStatus.Complete, chunked.Scan(new ReadOnlySequence<byte>("\r\n0\r\n\r\n"u8.ToArray()), out _, out _, out _));
    }

    static Http1BodyScanner ForRequest(string field)
    {
        var head = new Http1Head(Http1Limits.Default);
        var scanned = 0;
        var bytes = Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: a\r\n{field}\r\n");
        Assert.Equal(Http1ParseStatus.Complete, Http1RequestParser.Parse(bytes, Http1Limits.Default, head, ref scanned, out _));
        return new Http1BodyScanner(head, Http1Limits.Default);
    }

    static Http1BodyScanner ForResponse(string text)
    {
        var head = new Http1Head(Http1Limits.Default);
        var scanned = 0;
        var bytes = Encoding.ASCII.GetBytes(text);
        var status = Http1ResponseParser.Parse(bytes, Http1Limits.Default, head, Http1Method.Get, ref scanned, out _);
        Assert.Equal(Http1ParseStatus.Complete, status);
        return new Http1BodyScanner(head, Http1Limits.Default);
    }
}
