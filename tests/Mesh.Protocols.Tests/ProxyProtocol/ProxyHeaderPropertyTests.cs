using System.Text;
using CsCheck;
using Mesh.Protocols.ProxyProtocol;

namespace Mesh.Protocols.Tests.ProxyProtocol;

public sealed class ProxyHeaderPropertyTests
{
    const int Rounds = 2000;

    static readonly Gen<byte[]> Text =
        Pick.Of("PROXY ", "PROXY", "TCP4 ", "TCP6 ", "UNKNOWN", " ", "1.2.3.4 ", "::1 ", "80", "\r\n", "\r", "\n", "0", ".", ":", "\0", "P").Array[0, 10]
            .Select(words => Encoding.ASCII.GetBytes(string.Concat(words)));

    static readonly Gen<byte[]> Binary = Gen.Select(
        Pick.Of<byte>(0x20, 0x21, 0x22, 0x11), Pick.Of<byte>(0, 0x11, 0x21, 0x31, 0x12, 0x41), Gen.Int[0, 40], Pick.Of<byte>(0, 2, 3, 4).Array[0, 60],
        (command, family, length, content) => (byte[])[.. "\r\n\r\n\0\r\nQUIT\n"u8, command, family, 0, (byte)length, .. content]);

    static readonly Gen<byte[]> Anything = Gen.OneOf(Text, Binary, Gen.Byte.Array[0, 130]);

    [Fact]
    public void Any_split_of_any_bytes_gives_the_same_verdict() =>
        Gen.Select(Anything, Gen.Int[0, 10_000].Array[0, 4]).Sample(
            (bytes, cuts) =>
            {
                var whole = ProxyFeed.Whole(Pieces.Of(bytes));
                Assert.Equal(whole, ProxyFeed.Whole(Pieces.Of(bytes, cuts)));
                Assert.Equal(whole, ProxyFeed.OverTime(bytes, [.. cuts.Select(cut => cut % (bytes.Length + 1)).Order(), bytes.Length]));
            },
            iter: Rounds);

    [Fact]
    public void More_bytes_never_change_a_verdict() =>
        Gen.Select(Anything, Anything).Sample(
            (bytes, more) =>
            {
                var verdict = ProxyFeed.Whole(Pieces.Of(bytes));
                if (verdict.Status != ProxyHeaderStatus.NeedMore)
                {
                    Assert.Equal(verdict, ProxyFeed.Whole(Pieces.Of([.. bytes, .. more])));
                }
            },
            iter: Rounds);
}
