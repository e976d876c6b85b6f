using CsCheck;
using Mesh.Protocols.Detection;
using Mesh.Protocols.Tls;
using static Mesh.Testing.Tls.HelloBytes;

namespace Mesh.Protocols.Tests.Tls;

public sealed class ClientHelloPropertyTests
{
    const int Rounds = 1500;

    static readonly Gen<byte[]> SomeExtension = Gen.OneOf(
        Gen.Select(Pick.Of("a", "Reviews.Example", "a.", "", "a\0b"), ServerName),
        Gen.Select(Pick.Of("h2", "http/1.1", "", "istio").Array[0, 3], names => Alpn(names)),
        Gen.Select(Pick.Of(0x301, 0x304, 0x0A0A, 0xFAFA).Array[0, 3], versions => Versions(versions)),
        Gen.Select(Pick.Of(0, 16, 43, EncryptedHelloType, 21, 0x1A1A), Gen.Byte.Array[0, 12], Extension));

    static readonly Gen<byte[]> SomeHello =
        Gen.Select(SomeExtension.Array[0, 5], Gen.Int[1, 200], (extensions, record) => Hello(Body(extensions), record));

    static readonly Gen<byte[]> Mutated = Gen.Select(SomeHello, Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Array[1, 3]).Select((hello, edits) =>
    {
        foreach (var (at, value) in edits)
        {
            hello[at % hello.Length] = value;
        }

        return hello;
    });

    /// <summary>Bytes that matter to the record layer.</summary>
    static readonly Gen<byte[]> Records = Pick.Of<byte>(22, 3, 1, 1, 0, 0, 4, 5, 2, 20).Array[6, 30].Select(bytes => (byte[])[22, 3, 1, .. bytes]);

    static readonly Gen<byte[]> Anything = Gen.OneOf(SomeHello, Mutated, Records, Gen.Byte.Array[0, 60]);

    [Fact]
    public void Any_split_of_any_bytes_gives_the_same_verdict() =>
        Gen.Select(Anything, Gen.Int[0, 10_000].Array[0, 4]).Sample(
            (bytes, cuts) =>
            {
                var whole = PeekFeed.Whole(Pieces.Of(bytes));
                Assert.Equal(whole, PeekFeed.Whole(Pieces.Of(bytes, cuts)));
                Assert.Equal(whole, PeekFeed.OverTime(bytes, [.. cuts.Select(cut => cut % (bytes.Length + 1)).Order(), bytes.Length]));
            },
            iter: Rounds);

    [Fact]
    public void More_bytes_never_change_a_verdict() =>
        Gen.Select(Anything, Gen.Byte.Array[0, 30]).Sample(
            (bytes, more) =>
            {
                var verdict = PeekFeed.Whole(Pieces.Of(bytes));
                if (verdict.Status != ClientHelloStatus.NeedMore)
                {
                    Assert.Equal(verdict, PeekFeed.Whole(Pieces.Of([.. bytes, .. more])));
                }
            },
            iter: Rounds);

    /// <summary>What the sniffer takes for TLS comes to a verdict as TLS here, and no hello is opaque to it.</summary>
    [Fact]
    public void It_is_tls_for_the_sniffer_if_it_is_here() =>
        Anything.Sample(
            bytes =>
            {
                var status = PeekFeed.Whole(Pieces.Of(bytes)).Status;
                var isTls = ProtocolSniffer.Sniff(bytes) == SniffedProtocol.Tls;
                Assert.False(isTls && status == ClientHelloStatus.NotTls);
                Assert.False(!isTls && status == ClientHelloStatus.Complete);
            },
            iter: Rounds);
}
