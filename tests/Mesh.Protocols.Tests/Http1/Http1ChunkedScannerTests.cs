using System.Text;
using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

public sealed class Http1ChunkedScannerTests
{
    [Theory]
    [InlineData("0\r\n\r\n", 0)]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", 5)]
    [InlineData("5;a=\"\\\"\"\r\nhello\r\n1\r\n!\r\n000\r\nX: y\r\n\r\n", 6)]
    public void A_body_is_consumed_to_its_end_and_not_beyond(string text, int payload)
    {
        var body = Encoding.ASCII.GetBytes(text);

        var outcome = Http1BodyFeed.EveryWay([.. body, .. "GET /next HTTP/1.1\r\n"u8]);

        Assert.Equal(new Http1BodyOutcome(Http1ParseStatus.Complete, Http1Error.None, body.Length, payload), outcome);
    }

    [Fact]
    public void What_is_valid_before_an_error_is_told()
    {
        var outcome = Http1BodyFeed.EveryWay("5\r\nhello\n"u8.ToArray());

        Assert.Equal(new Http1BodyOutcome(Http1ParseStatus.Invalid, Http1Error.MissingChunkEnd, 8, 5), outcome);
    }

    [Fact]
    public void A_refusal_is_final()
    {
        var scanner = new Http1ChunkedScanner(Http1Limits.Default);

        Assert.Equal(Http1ParseStatus.Invalid, scanner.Scan("x"u8, out _, out _, out _));
        Assert.Equal(Http1ParseStatus.Invalid, scanner.Scan("0\r\n\r\n"u8, out var consumed, out _, out var error));
        Assert.Equal(0, consumed);
        Assert.Equal(Http1Error.InvalidChunkSize, error);
    }

    [Fact]
    public void The_largest_size_is_a_long()
    {
        var scanner = new Http1ChunkedScanner(Http1Limits.Default);

        Assert.Equal(Http1ParseStatus.NeedMore, scanner.Scan("7fffffffffffffff\r\n"u8, out _, out _, out _));
        Assert.Equal(long.MaxValue, scanner.Opaque);
    }

    [Fact]
    public void Content_that_the_kernel_moved_is_skipped()
    {
        var scanner = new Http1ChunkedScanner(Http1Limits.Default);
        scanner.Scan("a\r\n12"u8, out _, out _, out _);
        Assert.Equal(8, scanner.Opaque);

        scanner.Skip(8);
        Assert.Equal(0, scanner.Opaque);
        Assert.Equal(Http1ParseStatus.Complete, scanner.Scan("\r\n0\r\n\r\n"u8, out var consumed, out var payload, out _));
        Assert.Equal(7, consumed);
        Assert.Equal(0, payload);
    }

    [Fact]
    public void Nothing_is_skipped_where_framing_is_due()
    {
        var scanner = new Http1ChunkedScanner(Http1Limits.Default);
        scanner.Skip(0);

        Assert.Equal(Http1ParseStatus.NeedMore, scanner.Scan("2\r\na"u8, out _, out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => scanner.Skip(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => scanner.Skip(-1));
    }

    [Fact]
    public void Trailers_are_noticed()
    {
        var with = new Http1ChunkedScanner(Http1Limits.Default);
        with.Scan("0\r\nX: y\r\n\r\n"u8, out _, out _, out _);
        var without = new Http1ChunkedScanner(Http1Limits.Default);
        without.Scan("0\r\n\r\n"u8, out _, out _, out _);

        Assert.True(with.HasTrailers);
        Assert.False(without.HasTrailers);
    }

    [Fact]
    public void A_chunk_line_of_exactly_the_limit_passes_and_one_byte_more_does_not()
    {
        var limits = new Http1Limits { MaxChunkLineBytes = 5 };
        var scanner = new Http1ChunkedScanner(limits);
        Assert.Equal(Http1ParseStatus.NeedMore, scanner.Scan("1;ab\r\n"u8, out _, out _, out _));

        scanner = new Http1ChunkedScanner(limits);
        Assert.Equal(Http1ParseStatus.Invalid, scanner.Scan("1;abcde\r\n"u8, out _, out _, out var error));
        Assert.Equal(Http1Error.ChunkExtensionsTooLarge, error);
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("TRANSFER-ENCODING")]
    [InlineData("hOST")]
    [InlineData("Te")]
    [InlineData("Keep-Alive")]
    [InlineData("Proxy-Connection")]
    [InlineData("Upgrade")]
    [InlineData("Expect")]
    [InlineData("Range")]
    [InlineData("Set-Cookie")]
    [InlineData("Max-Forwards")]
    [InlineData("Cache-Control")]
    [InlineData("Content-Range")]
    [InlineData("Content-Encoding")]
    [InlineData("WWW-Authenticate")]
    [InlineData("Proxy-Authenticate")]
    [InlineData("X-Forwarded-Proto")]
    public void Trailers_may_not_frame_route_or_authenticate(string name)
    {
        var outcome = Http1BodyFeed.EveryWay(Encoding.ASCII.GetBytes($"0\r\nX-Fine: 1\r\n{name}: 1\r\n\r\n"));

        Assert.Equal(Http1Error.ForbiddenTrailer, outcome.Error);
    }

    [Fact]
    public void A_long_trailer_name_is_not_taken_for_its_beginning()
    {
        var outcome = Http1BodyFeed.EveryWay("0\r\nProxy-Authorization-And-More: 1\r\nContent-Length-X: 1\r\n\r\n"u8.ToArray());

        Assert.Equal(Http1ParseStatus.Complete, outcome.Status);
    }
}
