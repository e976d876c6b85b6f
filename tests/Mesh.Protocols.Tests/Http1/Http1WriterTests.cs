using System.Buffers;
using System.Text;
using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

public sealed class Http1WriterTests
{
    readonly byte[] space = new byte[512];

    [Fact]
    public void A_head_is_written_part_by_part()
    {
        var writer = new Http1Writer(space);
        writer.WriteStatusLine(503);
        Assert.True(writer.WriteField("server"u8, "istio-envoy"u8));
        writer.WriteField("content-length"u8, 1234567890123);
        writer.WriteDateField(784111777);
        writer.WriteCrLf();

        Assert.False(writer.Overflowed);
        Assert.Equal(
            "HTTP/1.1 503 Service Unavailable\r\nserver: istio-envoy\r\ncontent-length: 1234567890123\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
            Encoding.ASCII.GetString(space, 0, writer.Written));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(10, "a")]
    [InlineData(65535, "ffff")]
    [InlineData(ulong.MaxValue, "ffffffffffffffff")]
    public void Hex_has_no_zeros_in_front(ulong value, string expected)
    {
        var writer = new Http1Writer(space);
        writer.WriteHex(value);

        Assert.Equal(expected, Encoding.ASCII.GetString(space, 0, writer.Written));
    }

    [Theory]
    [InlineData("x\r\ny", "v")]
    [InlineData("x y", "v")]
    [InlineData("", "v")]
    [InlineData("x", "v\r\nSet-Cookie: a=b")]
    [InlineData("x", "v\n")]
    [InlineData("x", "a\0b")]
    [InlineData("x", " v")]
    public void A_field_that_would_split_the_message_is_not_written(string name, string value)
    {
        var writer = new Http1Writer(space);

        Assert.False(writer.WriteField(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value)));
        Assert.Equal(0, writer.Written);
    }

    [Fact]
    public void What_does_not_fit_is_not_written_and_nothing_after_it()
    {
        var writer = new Http1Writer(space.AsSpan(0, 12));
        writer.Write("0123456789"u8);
        writer.Write("abc"u8);
        writer.Write("d"u8);

        Assert.True(writer.Overflowed);
        Assert.Equal(10, writer.Written);
    }

    [Fact]
    public void A_buffer_writer_grows_with_it()
    {
        var output = new ArrayBufferWriter<byte>(1);
        var writer = new Http1Writer(output);
        for (var i = 0; i < 1000; i++)
        {
            writer.WriteDecimal(i % 10);
        }

        writer.Commit();
        Assert.Equal(1000, output.WrittenCount);
        Assert.Equal("0123456789", Encoding.ASCII.GetString(output.WrittenSpan[990..]));
        Assert.False(writer.Overflowed);
    }

    [Theory]
    [InlineData(0, "Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData(1709164799, "Wed, 28 Feb 2024 23:59:59 GMT")]
    [InlineData(-5, "Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData(long.MaxValue, "Fri, 31 Dec 9999 23:59:59 GMT")]
    public void Dates(long unixSeconds, string expected)
    {
        Assert.True(Http1Date.TryWrite(space, unixSeconds));
        Assert.Equal(expected, Encoding.ASCII.GetString(space, 0, Http1Date.Length));
        Assert.False(Http1Date.TryWrite(new byte[Http1Date.Length - 1], unixSeconds));
    }

    [Theory]
    [InlineData(404, false, "content-length: 3\r\ncontent-type: text/plain\r\n", "no!")]
    [InlineData(404, true, "content-length: 3\r\ncontent-type: text/plain\r\n", "")]
    [InlineData(204, false, "", "")]
    public void A_simple_response_reads_back(int status, bool toHead, string fields, string body)
    {
        var writer = new Http1Writer(space);
        new Http1SimpleResponse { Status = status, Body = "no!"u8, Close = true, ToHead = toHead, Server = "envoy"u8 }.Write(ref writer);

        var text = Encoding.ASCII.GetString(space, 0, writer.Written);
        var reason = Encoding.ASCII.GetString(Http1Reasons.Of(status));
        Assert.Equal(
            $"HTTP/1.1 {status} {reason}\r\n{fields}date: Thu, 01 Jan 1970 00:00:00 GMT\r\nserver: envoy\r\nconnection: close\r\n\r\n{body}", text);
        var outcome = Http1Feed.Whole(Http1Feed.Response(toHead ? Http1Method.Head : Http1Method.Get), space[..writer.Written]);
        Assert.Equal(Http1ParseStatus.Complete, outcome.Status);
    }

    [Fact]
    public void Every_status_that_a_refusal_gives_has_a_reason()
    {
        foreach (var error in Enum.GetValues<Http1Error>())
        {
            Assert.False(Http1Reasons.Of(Http1Errors.StatusOf(error)).IsEmpty);
        }
    }
}
