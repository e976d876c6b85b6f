using System.Text;
using CsCheck;
using Mesh.Protocols.Http1;
using Mesh.Testing.Http1Corpus;

namespace Mesh.Protocols.Tests.Http1;

public sealed class Http1PropertyTests
{
    const int Rounds = 1500;

    static readonly byte[][] Corpus = [.. Http1CorpusFile.All.Select(c => c.Message).Where(m => m.Length < 600)];

    /// <summary>Pieces that matter to a parser, so that random messages get past its first byte.</summary>
    static readonly string[] Words =
    [
        "GET ", "POST ", "/", "/a?b", "http://a", "*", " ", "  ", "HTTP/1.1", "HTTP/1.0", "\r\n", "\r\n\r\n", "\n", "\r", ":", "Host: a\r\n", "Host",
        "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding", "chunked", ",", "Connection: close\r\n", "0", "5", "\t", "\0", "\x7f", "é",
        "X: y\r\n", "x", ";", "=", "\"", "HTTP/1.1 200 OK\r\n",
    ];

    static readonly Gen<byte[]> WordSoup = Pick(Words).Array[0, 14].Select(words => Encoding.Latin1.GetBytes(string.Concat(words)));

    static readonly Gen<byte[]> Noise = Gen.Byte.Array[0, 200];

    static readonly Gen<byte[]> Mutated =
        Gen.Select(Pick(Corpus), Gen.Select(Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 2]).Array[1, 3]).Select((message, edits) => Mutate(message, edits));

    static readonly Gen<byte[]> Anything = Gen.OneOf(WordSoup, Noise, Mutated);

    [Fact]
    public void Any_split_of_any_bytes_gives_the_same_verdict() =>
        Gen.Select(Anything, Gen.Int[0, 10_000], Gen.Int[0, 10_000]).Sample(
            (bytes, a, b) =>
            {
                int[] ends = [.. new[] { Cut(a, bytes), Cut(b, bytes) }.Order(), bytes.Length];
                foreach (var step in new[] { Http1Feed.Request(), Http1Feed.Response(Http1Method.Get) })
                {
                    var whole = Http1Feed.Whole(step, bytes);
                    Assert.Equal(whole, Http1Feed.InParts(step, bytes, ends));
                    Assert.Equal(whole, bytes.Length == 0 ? whole : Http1Feed.ByteByByte(step, bytes));
                }

                Assert.Equal(Http1BodyFeed.InParts(bytes, [bytes.Length]), Http1BodyFeed.InParts(bytes, ends));
            },
            iter: Rounds);

    [Fact]
    public void More_bytes_never_change_a_verdict() =>
        Gen.Select(Anything, Anything).Sample(
            (bytes, more) =>
            {
                var verdict = Http1Feed.Whole(Http1Feed.Request(), bytes);
                if (verdict.Status != Http1ParseStatus.NeedMore)
                {
                    Assert.Equal(verdict, Http1Feed.Whole(Http1Feed.Request(), [.. bytes, .. more]));
                }
            },
            iter: Rounds);

    /// <summary>
    /// The heart of it: of any message that is let through, a deliberately lenient reader (bare LF, spaces around names, any casing, first
    /// or last of repeated fields, prefixes of chunked) sees the same framing as we do, so there is nothing to smuggle.
    /// </summary>
    [Fact]
    public void What_is_let_through_frames_the_same_for_a_lenient_reader() =>
        Anything.Sample(
            bytes =>
            {
                var head = new Http1Head(Http1Limits.Default);
                var scanned = 0;
                if (Http1RequestParser.Parse(bytes, Http1Limits.Default, head, ref scanned, out _) != Http1ParseStatus.Complete)
                {
                    return;
                }

                var lenient = LenientReader.Read(bytes);
                Assert.Equal(head.Length, lenient.HeadLength);
                Assert.Equal(head.BodyKind == Http1BodyKind.Chunked ? 1 : 0, lenient.ChunkedClaims);
                Assert.True(lenient.Lengths.Count <= 1);
                Assert.Equal(head.BodyKind == Http1BodyKind.ContentLength ? head.ContentLength : 0, lenient.Lengths.FirstOrDefault());
            },
            iter: Rounds * 4);

    [Fact]
    public void A_valid_request_reads_back_to_its_parts() =>
        Gen.Select(Token, Pick("/", "/a/b", "/a?b=c", "//x", "/%20|{}"), Fields, Gen.Int[0, 2]).Sample(
            (method, target, fields, ows) =>
            {
                var space = new string(' ', ows);
                var lines = string.Concat(fields.Select(f => $"{f.Name}:{space}{f.Value}\t{space}\r\n"));
                var bytes = Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: a.b\r\n{lines}\r\n");
                var head = new Http1Head(Http1Limits.Default);
                var scanned = 0;

                Assert.Equal(Http1ParseStatus.Complete, Http1RequestParser.Parse(bytes, Http1Limits.Default, head, ref scanned, out _));
                Assert.Equal(method, Of(head.MethodRange, bytes));
                Assert.Equal(target, Of(head.Target, bytes));
                Assert.Equal(bytes.Length, head.Length);
                Assert.Equal(fields, head.Fields[1..].ToArray().Select(f => (Of(f.Name, bytes), Of(f.Value, bytes))));
            },
            iter: Rounds);

    [Fact]
    public void A_valid_chunked_body_reads_back_to_its_content() =>
        Gen.Select(Gen.Byte.Array[1, 40].Array[0, 6], Gen.Bool).Sample(
            (chunks, upper) =>
            {
                var bytes = new List<byte>();
                foreach (var chunk in chunks)
                {
                    bytes.AddRange(Encoding.ASCII.GetBytes(chunk.Length.ToString(upper ? "X4" : "x", null) + "\r\n"));
                    bytes.AddRange([.. chunk, .. "\r\n"u8]);
                }

                bytes.AddRange("0\r\n\r\n"u8);
                var outcome = Http1BodyFeed.EveryWay([.. bytes, .. "GET"u8]);
                Assert.Equal(new Http1BodyOutcome(Http1ParseStatus.Complete, Http1Error.None, bytes.Count, chunks.Sum(c => c.Length)), outcome);
            },
            iter: 300);

    static Gen<string> Token => Gen.Char["!#$%&'*+-.^_`|~09AZaz"].Array[1, 12].Select(c => new string(c));

    static Gen<(string Name, string Value)[]> Fields => Gen.Select(Token.Select(t => "y-" + t), Value).Array[0, 20];

    static Gen<string> Value => Gen.Char["az09 ,;:=\"\t\xe9\xff"].Array[0, 30].Select(c => new string(c).Trim(' ', '\t'));

    static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    static int Cut(int random, byte[] bytes) => random % (bytes.Length + 1);

    static string Of(ByteRange range, byte[] bytes) => Encoding.Latin1.GetString(range.Of(bytes));

    static byte[] Mutate(byte[] message, (int At, byte Value, int Kind)[] edits)
    {
        var bytes = message.ToList();
        foreach (var (at, value, kind) in edits.Where(_ => bytes.Count > 0))
        {
            var index = at % bytes.Count;
            switch (kind)
            {
                case 0: bytes[index] = value; break;
                case 1: bytes.Insert(index, value); break;
                default: bytes.RemoveAt(index); break;
            }
        }

        return [.. bytes];
    }
}
