using System.Buffers;
using System.Text;
using CsCheck;
using Mesh.Protocols.Grpc;

namespace Mesh.Protocols.Tests.Grpc;

public sealed class GrpcWebTextTests
{
    static readonly Gen<byte[]> Bytes = Gen.Byte.Array[0, 100];

    [Theory]
    [InlineData("", "")]
    [InlineData("AAAAAAA=", "\0\0\0\0\0")]
    [InlineData("QQ==QUI=QUJD", "AABABC")]
    [InlineData("QQ==QQ==QQ==", "AAA")]
    [InlineData("+/+/", "\u00fb\u00ff\u00bf")]
    public void Padded_chunks_follow_one_another(string text, string expected)
    {
        Assert.Equal((expected, true), Decode(text, 1));
        Assert.Equal((expected, true), Decode(text, 100));
    }

    [Theory]
    [InlineData("QUJDQ", "ABC")]
    [InlineData("QUJDQQ", "ABC")]
    [InlineData("QUJDQQ=", "ABC")]
    [InlineData("QUJD=QQ=", "ABC")]
    [InlineData("QUJDQ===", "ABC")]
    [InlineData("QUJDQQ=Q", "ABC")]
    [InlineData("QUJDQR==", "ABC")]
    [InlineData("QUJDQUJ=", "ABC")]
    [InlineData("QUJDQU-_", "ABC")]
    [InlineData("QUJD QUJD", "ABC")]
    [InlineData("QUJD\r\n", "ABC")]
    [InlineData("====", "")]
    public void Other_text_is_not_whole_or_malformed(string text, string before)
    {
        Assert.Equal((before, false), Decode(text, 1));
        Assert.Equal((before, false), Decode(text, 100));
    }

    [Fact]
    public void Chunks_of_any_length_split_anywhere_are_read_back() =>
        Gen.Select(Bytes.Array[0, 5], Gen.Int[1, 50], Gen.Int[3, 20]).Sample((chunks, piece, room) =>
        {
            var text = string.Concat(chunks.Select(chunk => Convert.ToBase64String(chunk)));
            Assert.Equal((Encoding.Latin1.GetString([.. chunks.SelectMany(c => c)]), true), Decode(text, piece, room));
        });

    [Fact]
    public void Any_split_of_any_text_gives_the_same_verdict() =>
        Gen.Select(Gen.Char["QUJDA+/=- "].Array[0, 40].Select(c => new string(c)), Gen.Int[1, 20], Gen.Int[3, 20]).Sample(
            (text, piece, room) => Assert.Equal(Decode(text, 100), Decode(text, piece, room)),
            iter: 3000);

    [Fact]
    public void What_is_encoded_in_pieces_and_flushes_is_read_back() =>
        Gen.Select(Gen.Select(Bytes, Gen.Bool).Array[0, 6], Gen.Int[4, 30]).Sample((pieces, room) =>
        {
            var text = Encode(pieces, room);
            Assert.Equal((Encoding.Latin1.GetString([.. pieces.SelectMany(p => p.Item1)]), true), Decode(text, 100));
        });

    [Fact]
    public void Without_flushes_it_is_the_base64_of_the_whole() =>
        Gen.Select(Bytes.Array[0, 5], Gen.Int[4, 30]).Sample((pieces, room) =>
            Assert.Equal(Convert.ToBase64String([.. pieces.SelectMany(p => p)]), Encode([.. pieces.Select(p => (p, false))], room)));

    [Fact]
    public void The_announced_lengths_are_enough() =>
        Gen.Select(Bytes, Gen.Int[0, 2]).Sample((bytes, pending) =>
        {
            var encoder = default(GrpcWebTextEncoder);
            encoder.Encode(new byte[pending], new byte[4], out _, out _);
            var text = new byte[GrpcWebTextEncoder.MaxEncodedLength(bytes.Length)];
            Assert.Equal(OperationStatus.Done, encoder.Encode(bytes, text, out _, out var written));
            written += encoder.Flush(text.AsSpan(written));
            Assert.Equal((bytes.Length + pending + 2) / 3 * 4, written);

            var decoder = default(GrpcWebTextDecoder);
            var decoded = new byte[GrpcWebTextDecoder.MaxDecodedLength(written)];
            Assert.Equal(OperationStatus.Done, decoder.Decode(text.AsSpan(0, written), decoded, out _, out _));
        });

    [Fact]
    public void Text_allocates_nothing()
    {
        var buffer = new byte[100];
        Allocations.AssertNone(() =>
        {
            var decoder = default(GrpcWebTextDecoder);
            var encoder = default(GrpcWebTextEncoder);
            return decoder.Decode("QQ==QUJDQ"u8, buffer, out _, out _) == OperationStatus.Done
                && decoder.Decode("!"u8, buffer, out _, out _) == OperationStatus.InvalidData
                && encoder.Encode("hello"u8, buffer, out _, out _) == OperationStatus.Done && encoder.Flush(buffer) == 4;
        });
    }

    static (string Decoded, bool Whole) Decode(string text, int piece, int room = 100)
    {
        var decoder = default(GrpcWebTextDecoder);
        var decoded = new List<byte>();
        var destination = new byte[room];
        foreach (var part in Encoding.Latin1.GetBytes(text).Chunk(piece))
        {
            var rest = part.AsSpan();
            var status = OperationStatus.DestinationTooSmall;
            while (status == OperationStatus.DestinationTooSmall)
            {
                status = decoder.Decode(rest, destination, out var consumed, out var written);
                Assert.True(consumed + written > 0 || status != OperationStatus.DestinationTooSmall);
                decoded.AddRange(destination[..written]);
                rest = rest[consumed..];
            }
        }

        return (Encoding.Latin1.GetString([.. decoded]), decoder.IsAtBoundary);
    }

    static string Encode((byte[] Bytes, bool Flush)[] pieces, int room)
    {
        var encoder = default(GrpcWebTextEncoder);
        var text = new StringBuilder();
        var destination = new byte[room];
        foreach (var (bytes, flush) in pieces)
        {
            var rest = bytes.AsSpan();
            var status = OperationStatus.DestinationTooSmall;
            while (status == OperationStatus.DestinationTooSmall)
            {
                status = encoder.Encode(rest, destination, out var consumed, out var written);
                Assert.True(consumed + written > 0 || status != OperationStatus.DestinationTooSmall);
                text.Append(Encoding.ASCII.GetString(destination, 0, written));
                rest = rest[consumed..];
            }

            text.Append(flush ? Encoding.ASCII.GetString(destination, 0, encoder.Flush(destination)) : "");
        }

        return text.Append(Encoding.ASCII.GetString(destination, 0, encoder.Flush(destination))).ToString();
    }
}
