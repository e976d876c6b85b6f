using System.Buffers.Binary;
using Mesh.Protocols.ProxyProtocol;

namespace Mesh.Protocols.Tests.ProxyProtocol;

public sealed class ProxyHeaderV2Tests
{
    static readonly byte[] Signature = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10];
    static readonly byte[] Ipv4 = [1, 2, 3, 4, 5, 6, 7, 8, 0xDC, 0x04, 0x01, 0xBB];
    static readonly byte[] Ipv6 = [.. new byte[15], 1, 0x20, 1, .. new byte[13], 2, 0, 1, 0, 2];

    public static TheoryData<string, byte[], string> Accepted => new()
    {
        { "TCP over IPv4", Header(0x21, 0x11, Ipv4), "1.2.3.4:56324 -> 5.6.7.8:443" },
        { "TCP over IPv6", Header(0x21, 0x21, Ipv6), "[::1]:1 -> [2001::2]:2" },
        { "with TLVs", Header(0x21, 0x11, [.. Ipv4, 4, 0, 0, 2, 0, 1, 97]), "1.2.3.4:56324 -> 5.6.7.8:443 NoOp= Authority=61" },
        { "with an unknown TLV", Header(0x21, 0x11, [.. Ipv4, 0xE0, 0, 2, 1, 2]), "1.2.3.4:56324 -> 5.6.7.8:443 224=0102" },
        { "LOCAL", Header(0x20, 0, []), "-" },
        { "LOCAL with anything", Header(0x20, 0xFF, [1, 2, 3]), "-" },
        { "unspecified", Header(0x21, 0, [1, 2, 3]), "-" },
        { "unspecified transport", Header(0x21, 0x10, []), "-" },
        { "UDP", Header(0x21, 0x12, Ipv4), "-" },
        { "Unix", Header(0x21, 0x31, [.. new byte[216], 2, 0, 1, 97]), "- Authority=61" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_header_tells_both_endpoints(string what, byte[] bytes, string expected)
    {
        var outcome = ProxyFeed.EveryWay([.. bytes, 1, 2, 3]);
        Assert.True(outcome == new ProxyOutcome(ProxyHeaderStatus.Complete, ProxyHeaderError.None, $"v2 {bytes.Length} {expected}"), $"{what}: {outcome}");
    }

    public static TheoryData<string, byte[], ProxyHeaderError> Refused => new()
    {
        { "version 1", [.. Signature, 0x11], ProxyHeaderError.Version },
        { "version 3", [.. Signature, 0x31], ProxyHeaderError.Version },
        { "command 2", [.. Signature, 0x22], ProxyHeaderError.Command },
        { "family 4", [.. Signature, 0x21, 0x41], ProxyHeaderError.Family },
        { "transport 3", [.. Signature, 0x21, 0x13], ProxyHeaderError.Family },
        { "IPv4 cut", Header(0x21, 0x11, Ipv4[..11]), ProxyHeaderError.TooShort },
        { "IPv6 cut", Header(0x21, 0x21, Ipv6[..35]), ProxyHeaderError.TooShort },
        { "Unix cut", Header(0x21, 0x31, new byte[215]), ProxyHeaderError.TooShort },
        { "longest announced", [.. Signature, 0x21, 0x11, 0xFF, 0xFF], ProxyHeaderError.TooLong },
        { "longest local announced", [.. Signature, 0x20, 0x11, 0xFF, 0xFF], ProxyHeaderError.TooLong },
        { "TLV cut", Header(0x21, 0x11, [.. Ipv4, 4, 0]), ProxyHeaderError.Tlv },
        { "TLV beyond the end", Header(0x21, 0x11, [.. Ipv4, 4, 0, 2, 0]), ProxyHeaderError.Tlv },
        { "checksum of three bytes", Header(0x21, 0x11, [.. Ipv4, 3, 0, 3, 0, 0, 0]), ProxyHeaderError.Tlv },
        { "wrong checksum", Header(0x21, 0x11, [.. Ipv4, 3, 0, 4, 0, 0, 0, 0]), ProxyHeaderError.Checksum },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Malformed_headers_are_refused(string what, byte[] bytes, ProxyHeaderError expected)
    {
        var outcome = ProxyFeed.EveryWay(bytes);
        Assert.True(expected == outcome.Error, $"{what}: {outcome}");
    }

    [Fact]
    public void A_checksum_covers_the_header_with_itself_as_zeros()
    {
        const int typeAt = 16 + 12 + 4;
        var bytes = Checksummed([.. Ipv4, 2, 0, 1, 97, 3, 0, 4, 0, 0, 0, 0, 4, 0, 5, 1, 2, 3, 4, 5], typeAt + 3);
        Assert.Equal(ProxyHeaderStatus.Complete, ProxyFeed.EveryWay(bytes).Status);
        foreach (var i in Enumerable.Range(16, bytes.Length - 16).Where(at => at != typeAt))
        {
            bytes[i] ^= 1;
            Assert.NotEqual(ProxyHeaderError.None, ProxyFeed.Whole(Pieces.Of(bytes)).Error);
            bytes[i] ^= 1;
        }
    }

    [Fact]
    public void Two_checksums_are_refused()
    {
        Assert.Equal(ProxyHeaderError.Tlv, ProxyFeed.EveryWay(Checksummed([.. Ipv4, 3, 0, 4, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0], 16 + 12 + 3)).Error);
    }

    /// <summary>The check value that catalogues of CRCs give for CRC-32C (iSCSI) of "123456789".</summary>
    [Fact]
    public void The_checksum_is_crc32c()
    {
        byte[] bytes = [0, 0, 0, 0, .. "123456789"u8];
        Assert.Equal(Bitwise(bytes), ProxyChecksum.Compute(bytes, 0));
        Assert.Equal(0xE3069283u, Bitwise("123456789"u8));
    }

    [Fact]
    public void Every_prefix_needs_more()
    {
        var bytes = Header(0x21, 0x11, [.. Ipv4, 4, 0, 0]);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(ProxyHeaderStatus.NeedMore, ProxyFeed.Whole(Pieces.Of(bytes[..length])).Status);
        }
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var v1 = Pieces.Of("PROXY TCP6 2001:db8::1 ::ffff:1.2.3.4 1 2\r\n"u8.ToArray(), 9);
        var v2 = Pieces.Of(Header(0x21, 0x11, [.. Ipv4, 2, 0, 1, 97]), 20);
        var scratch = new byte[ProxyHeaderReader.MaxBytes];
        Allocations.AssertNone(() =>
            ProxyHeaderReader.Read(v1, scratch, out _, out _) == ProxyHeaderStatus.Complete
            && ProxyHeaderReader.Read(v2, scratch, out var header, out _) == ProxyHeaderStatus.Complete
            && header.Tlvs.ValueOf(ProxyTlvType.Authority).SequenceEqual("a"u8));
    }

    static byte[] Header(int command, int family, byte[] content) =>
        [.. Signature, (byte)command, (byte)family, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    static byte[] Checksummed(byte[] content, int checksumAt)
    {
        var bytes = Header(0x21, 0x11, content);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(checksumAt), Bitwise(bytes));
        return bytes;
    }

    static uint Bitwise(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
            }
        }

        return ~crc;
    }
}
