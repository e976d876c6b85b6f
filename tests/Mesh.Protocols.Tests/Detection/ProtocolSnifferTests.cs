using System.Text;
using Mesh.Protocols.Detection;

namespace Mesh.Protocols.Tests.Detection;

public sealed class ProtocolSnifferTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", SniffedProtocol.Http11)]
    [InlineData("POST http://a/ HTTP/1.1\r\nHost", SniffedProtocol.Http11)]
    [InlineData("OPTIONS * HTTP/1.1\r\n", SniffedProtocol.Http11)]
    [InlineData("CONNECT a:1 HTTP/1.1\r\n", SniffedProtocol.Http11)]
    [InlineData("M-SEARCH * HTTP/1.1\r\n", SniffedProtocol.Http11)]
    [InlineData("\r\nGET / HTTP/1.1\r\n", SniffedProtocol.Http11)]
    [InlineData("GET / HTTP/1.0\r\n", SniffedProtocol.Http10)]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", SniffedProtocol.Http2)]
    [InlineData("\x16\x03\x01\x02\x00\x01", SniffedProtocol.Tls)]
    [InlineData("\x16\x03\x01\x00\x00\x16", SniffedProtocol.Tls)]
    [InlineData("\x16\x03\x01\x02\x00\x02", SniffedProtocol.Opaque)]
    [InlineData("\x16\x02", SniffedProtocol.Opaque)]
    [InlineData("\x16\x03\x05", SniffedProtocol.NeedMore)]
    [InlineData("*1\r\n$4\r\nPING\r\n", SniffedProtocol.Opaque)]
    [InlineData("GET key\r\n", SniffedProtocol.Opaque)]
    [InlineData("HELO mail.example\r\n", SniffedProtocol.Opaque)]
    [InlineData("HELO m", SniffedProtocol.NeedMore)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", SniffedProtocol.Opaque)]
    [InlineData("\0\0\0\x3a", SniffedProtocol.Opaque)]
    [InlineData("stats\r\n", SniffedProtocol.Opaque)]
    [InlineData("PUT /not-http\r\n", SniffedProtocol.Opaque)]
    public void First_bytes_tell_the_protocol(string text, SniffedProtocol expected)
    {
        Assert.Equal(expected, ProtocolSniffer.Sniff(Encoding.Latin1.GetBytes(text)));
    }

    /// <summary>What some server would still answer as HTTP must not pass as opaque bytes, beside every HTTP policy.</summary>
    [Theory]
    [InlineData("GET / HTTP/1.2\r\n")]
    [InlineData("GET a HTTP/1.1\r\n")]
    [InlineData("GET ?q HTTP/1.1\r\n")]
    [InlineData("GET / http/1.1\r\n")]
    [InlineData("FOO ftp://a/ HTTP/1.1\r\n")]
    [InlineData("A-METHOD-THAT-IS-LONGER-THAN-ALL-THAT-ARE-REGISTERED / HTTP/1.1\r\n")]
    [InlineData("GET /\r\n")]
    [InlineData("GET / HTTP/1.1\n")]
    [InlineData("GET  / HTTP/1.1\r\n")]
    [InlineData("GET\t/ HTTP/1.1\r\n")]
    [InlineData("GET / HTTP/1.1 \r\n")]
    [InlineData("GET /a\0b HTTP/1.1\r\n")]
    [InlineData("\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")]
    public void What_looks_like_http_to_a_lenient_server_is_http(string text)
    {
        Assert.Equal(SniffedProtocol.Http11, ProtocolSniffer.Sniff(Encoding.Latin1.GetBytes(text)));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("\x16\x03\x01\x02\x00\x01")]
    [InlineData("GET / HTTP/1.0\r")]
    public void Every_prefix_needs_more(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(SniffedProtocol.NeedMore, ProtocolSniffer.Sniff(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_target_without_end_is_http_once_enough_was_seen()
    {
        var bytes = Encoding.ASCII.GetBytes("GET /" + new string('a', ProtocolSniffer.MaxBytes));

        Assert.Equal(SniffedProtocol.NeedMore, ProtocolSniffer.Sniff(bytes.AsSpan(0, ProtocolSniffer.MaxBytes - 1)));
        Assert.Equal(SniffedProtocol.Http11, ProtocolSniffer.Sniff(bytes.AsSpan(0, ProtocolSniffer.MaxBytes)));
        Assert.Equal(SniffedProtocol.Http11, ProtocolSniffer.Sniff(bytes));
    }

    [Fact]
    public void A_method_without_end_is_http_once_enough_was_seen()
    {
        var bytes = Encoding.ASCII.GetBytes(new string('A', ProtocolSniffer.MaxBytes));

        Assert.Equal(SniffedProtocol.NeedMore, ProtocolSniffer.Sniff(bytes.AsSpan(0, ProtocolSniffer.MaxBytes - 1)));
        Assert.Equal(SniffedProtocol.Http11, ProtocolSniffer.Sniff(bytes));
    }
}
