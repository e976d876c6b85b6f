using System.Net;
using System.Text;
using CsCheck;
using Mesh.Protocols.ProxyProtocol;

namespace Mesh.Protocols.Tests.ProxyProtocol;

public sealed class ProxyHeaderWriterTests
{
    static readonly ProxyEndpoint Ipv4 = new([10, 0, 0, 1], 1234);
    static readonly ProxyEndpoint Ipv6 = new(IPAddress.Parse("2001:db8::1").GetAddressBytes(), 443);

    static readonly Gen<ProxyEndpoint> Endpoint =
        Gen.Select(Gen.Byte.Array[16], Gen.Bool, Gen.UShort, (bytes, isIpv6, port) => new ProxyEndpoint(isIpv6 ? bytes : bytes[..4], port));

    [Fact]
    public void Version_1_is_a_line_of_text()
    {
        Assert.Equal("PROXY TCP4 10.0.0.1 10.0.0.1 1234 1234\r\n", V1(Ipv4, Ipv4));
        Assert.Equal("PROXY TCP6 2001:db8:0:0:0:0:0:1 2001:db8:0:0:0:0:0:1 443 443\r\n", V1(Ipv6, Ipv6));
        Assert.Equal("PROXY TCP6 0:0:0:0:0:ffff:a00:1 2001:db8:0:0:0:0:0:1 1234 443\r\n", V1(Ipv4, Ipv6));
        Assert.Equal("PROXY UNKNOWN\r\n", V1(default, Ipv4));
    }

    [Fact]
    public void Version_2_is_binary()
    {
        Assert.Equal("0D0A0D0A000D0A515549540A2111000C0A0000010A00000104D204D2", Convert.ToHexString(V2(Ipv4, Ipv4)));
        Assert.Equal("0D0A0D0A000D0A515549540A20000000", Convert.ToHexString(V2(Ipv4, default)));
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        Gen.Select(Endpoint, Endpoint, Gen.Byte.Array[0, 300]).Sample(
            (source, target, value) =>
            {
                var mixed = source.IsIpv6 != target.IsIpv6;
                var (from, to) = mixed ? (source.ToIpv6(), target.ToIpv6()) : (source, target);
                var tlv = new byte[value.Length + ProxyTlv.HeaderLength];
                Assert.Equal(tlv.Length, ProxyHeaderWriter.WriteTlv(tlv, ProxyTlvType.Authority, value));

                var endpoints = $"{from.ToIPEndPoint()} -> {to.ToIPEndPoint()}";
                var v1 = Encoding.Latin1.GetBytes(V1(source, target));
                var v2 = V2(source, target, tlv);
                Assert.Equal($"v1 {v1.Length} {endpoints}", ProxyFeed.Whole(Pieces.Of(v1)).Header);
                Assert.Equal($"v2 {v2.Length} {endpoints} Authority={Convert.ToHexString(value)}", ProxyFeed.Whole(Pieces.Of(v2)).Header);
            },
            iter: 1000);

    [Fact]
    public void Writing_allocates_nothing()
    {
        var buffer = new byte[ProxyHeaderWriter.MaxBytes];
        Allocations.AssertNone(() => ProxyHeaderWriter.WriteV1(buffer, Ipv4, Ipv6) > 0 && ProxyHeaderWriter.WriteV2(buffer, Ipv6, Ipv4) > 0);
    }

    static string V1(ProxyEndpoint source, ProxyEndpoint target)
    {
        var buffer = new byte[ProxyHeaderWriter.MaxBytes];
        return Encoding.Latin1.GetString(buffer, 0, ProxyHeaderWriter.WriteV1(buffer, source, target));
    }

    static byte[] V2(ProxyEndpoint source, ProxyEndpoint target, byte[]? tlvs = null)
    {
        var buffer = new byte[ProxyHeaderWriter.MaxBytes + (tlvs?.Length ?? 0)];
        return buffer[..ProxyHeaderWriter.WriteV2(buffer, source, target, tlvs)];
    }
}
