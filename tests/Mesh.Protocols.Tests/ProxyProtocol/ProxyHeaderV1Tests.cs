using System.Net;
using System.Text;
using CsCheck;
using Mesh.Protocols.ProxyProtocol;

namespace Mesh.Protocols.Tests.ProxyProtocol;

public sealed class ProxyHeaderV1Tests
{
    [Theory]
    [InlineData("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443", "192.168.0.1:56324 -> 192.168.0.11:443")]
    [InlineData("PROXY TCP4 255.255.255.255 0.0.0.0 65535 0", "255.255.255.255:65535 -> 0.0.0.0:0")]
    [InlineData("PROXY TCP6 2001:db8::1 ::1 1 2", "[2001:db8::1]:1 -> [::1]:2")]
    [InlineData("PROXY TCP6 :: 1:2:3:4:5:6:7:8 1 2", "[::]:1 -> [1:2:3:4:5:6:7:8]:2")]
    [InlineData("PROXY TCP6 ::ffff:1.2.3.4 1:: 1 2", "[::ffff:1.2.3.4]:1 -> [1::]:2")]
    [InlineData("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff FFFF:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535",
        "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535 -> [ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535")]
    [InlineData("PROXY UNKNOWN", "-")]
    [InlineData("PROXY UNKNOWN ", "-")]
    [InlineData("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535", "-")]
    [InlineData("PROXY UNKNOWN anything but \0 line ends", "-")]
    public void A_line_tells_both_endpoints(string line, string expected)
    {
        var outcome = ProxyFeed.EveryWay(Encoding.Latin1.GetBytes(line + "\r\nGET / HTTP/1.1\r\n"));
        Assert.Equal(new ProxyOutcome(ProxyHeaderStatus.Complete, ProxyHeaderError.None, $"v1 {line.Length + 2} {expected}"), outcome);
    }

    [Theory]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n", ProxyHeaderError.Line)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\r\n", ProxyHeaderError.Line)]
    [InlineData("PROXY UNKNOWN a\nb\r\n", ProxyHeaderError.Line)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n", ProxyHeaderError.Protocol)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n", ProxyHeaderError.Protocol)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 2 \r\n", ProxyHeaderError.Protocol)]
    [InlineData("PROXY  TCP4 1.2.3.4 5.6.7.8 1 2\r\n", ProxyHeaderError.Protocol)]
    [InlineData("PROXY tcp4 1.2.3.4 5.6.7.8 1 2\r\n", ProxyHeaderError.Protocol)]
    [InlineData("PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n", ProxyHeaderError.Protocol)]
    [InlineData("PROXY\r\n", ProxyHeaderError.Protocol)]
    [InlineData("PROXYTCP4 1.2.3.4 5.6.7.8 1 2\r\n", ProxyHeaderError.Protocol)]
    [InlineData("PROXY UNKNOWNS\r\n", ProxyHeaderError.Protocol)]
    [InlineData("PROXY TCP4 1.2.3 5.6.7.8 1 2\r\n", ProxyHeaderError.Address)]
    [InlineData("PROXY TCP4 1.2.3.4.5 5.6.7.8 1 2\r\n", ProxyHeaderError.Address)]
    [InlineData("PROXY TCP4 01.2.3.4 5.6.7.8 1 2\r\n", ProxyHeaderError.Address)]
    [InlineData("PROXY TCP4 256.2.3.4 5.6.7.8 1 2\r\n", ProxyHeaderError.Address)]
    [InlineData("PROXY TCP4 1.2.3.4 0x5.6.7.8 1 2\r\n", ProxyHeaderError.Address)]
    [InlineData("PROXY TCP4 ::1 ::1 1 2\r\n", ProxyHeaderError.Address)]
    [InlineData("PROXY TCP6 1.2.3.4 5.6.7.8 1 2\r\n", ProxyHeaderError.Address)]
    [InlineData("PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n", ProxyHeaderError.Address)]
    [InlineData("PROXY TCP6 [::1] ::1 1 2\r\n", ProxyHeaderError.Address)]
    [InlineData("PROXY TCP6 1::2::3 ::1 1 2\r\n", ProxyHeaderError.Address)]
    [InlineData("PROXY TCP6 1:2:3:4:5:6:7::8 ::1 1 2\r\n", ProxyHeaderError.Address)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 65536 2\r\n", ProxyHeaderError.Port)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 02\r\n", ProxyHeaderError.Port)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 +2\r\n", ProxyHeaderError.Port)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 99999999999999999999\r\n", ProxyHeaderError.Port)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8  2\r\n", ProxyHeaderError.Port)]
    public void Anything_else_is_refused(string line, ProxyHeaderError expected)
    {
        Assert.Equal(new ProxyOutcome(ProxyHeaderStatus.Invalid, expected, ""), ProxyFeed.EveryWay(Encoding.Latin1.GetBytes(line)));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("PUT / HTTP/1.1\r\n")]
    [InlineData("\r\nGET")]
    [InlineData("\x16\x03\x01")]
    [InlineData("proxy TCP4")]
    public void What_begins_otherwise_has_no_header(string text)
    {
        Assert.Equal(ProxyHeaderStatus.Absent, ProxyFeed.EveryWay(Encoding.Latin1.GetBytes(text)).Status);
    }

    [Fact]
    public void A_line_ends_within_107_bytes()
    {
        Assert.Equal(ProxyHeaderStatus.Complete, ProxyFeed.EveryWay(Line(105)).Status);
        Assert.Equal(ProxyHeaderError.Line, ProxyFeed.EveryWay(Line(106)).Error);
        Assert.Equal(ProxyHeaderError.Line, ProxyFeed.EveryWay(Line(10_000)).Error);

        static byte[] Line(int length) => Encoding.ASCII.GetBytes("PROXY UNKNOWN ".PadRight(length, 'x') + "\r\n");
    }

    [Fact]
    public void Addresses_are_read_and_refused_as_the_framework_does_but_stricter() =>
        Gen.Select(Pick.Of("1", "0", "ffff", "12345", ":", "::", ".", "1.2.3.4", "256", "a", "g", "%", "").Array[0, 12], Gen.Bool).Sample(
            (words, isIpv6) =>
            {
                var text = string.Concat(words);
                var bytes = Encoding.ASCII.GetBytes(text);
                var address = new byte[16];
                var length = isIpv6 ? ProxyAddressText.ReadIpv6(bytes, address) : ProxyAddressText.ReadIpv4(bytes, address);
                var known = IPAddress.TryParse(text, out var expected);
                Assert.True(length == 0 || known, text);
                Assert.True(length == 0 || address[..length].SequenceEqual(expected!.GetAddressBytes()), text);
            },
            iter: 5000);

    [Fact]
    public void Every_address_the_framework_writes_is_read() =>
        Gen.Select(Gen.Byte.Array[16], Gen.Bool, Gen.Int[0, 16]).Sample(
            (bytes, isIpv6, zeros) =>
            {
                bytes.AsSpan(bytes.Length - zeros).Clear();
                var expected = new IPAddress(isIpv6 ? bytes : bytes[..4]);
                var text = Encoding.ASCII.GetBytes(expected.ToString());
                var address = new byte[16];
                var length = isIpv6 ? ProxyAddressText.ReadIpv6(text, address) : ProxyAddressText.ReadIpv4(text, address);
                Assert.Equal(expected.GetAddressBytes(), address[..length]);
            },
            iter: 2000);
}
