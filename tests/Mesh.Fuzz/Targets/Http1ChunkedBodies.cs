using Mesh.Protocols.Http1;
using Mesh.Testing.Http1Corpus;

namespace Mesh.Fuzz.Targets;

/// <summary>Chunked bodies (RFC 9112 section 7.1): what is passed on as valid is the beginning of one body, however it arrives.</summary>
sealed class Http1ChunkedBodies : IFuzzTarget
{
    readonly record struct Verdict(Http1ParseStatus Status, Http1Error Error, int Consumed, long Payload, bool HasTrailers);

    public IEnumerable<byte[]> Seeds => Http1CorpusFile.RequestBodies.Where(one => one.Bytes.Length < IFuzzTarget.LongestByDefault).Select(one => one.Bytes);

    public IReadOnlyList<byte[]> Words { get; } = Bytes.Words(
        "\r\n", "0\r\n\r\n", "5\r\nhello\r\n", ";a=b", ";a=\"b\"", "X: y\r\n", "ffffffff", "7fffffffffffffff", "00000000", "grpc-status: 0\r\n");

    public int Run(byte[] input)
    {
        var whole = Scan(input, [input.Length]);
        foreach (var cut in Bytes.Cuts(input))
        {
            Check.Equal(whole, Scan(input, [cut, input.Length]), $"the verdict is the same when it is cut at {cut}");
        }

        Check.Equal(whole, Scan(input, Enumerable.Range(1, input.Length)), "the verdict is the same byte by byte");
        var valid = input[..whole.Consumed];
        var again = Scan(valid, [valid.Length]);
        Check.That(again.Error == Http1Error.None && again.Consumed == whole.Consumed, "what was passed on is valid by itself");
        Check.Equal(whole.Status == Http1ParseStatus.Complete, again.Status == Http1ParseStatus.Complete, "and ends where it ended");
        if (whole.Status == Http1ParseStatus.Complete)
        {
            Check.Equal(whole.Payload, PayloadOf(valid), "the content has the length that a plain reading finds");
        }

        return HashCode.Combine(whole.Status, whole.Error, whole.Payload > 0, whole.HasTrailers);
    }

    static Verdict Scan(byte[] input, IEnumerable<int> ends)
    {
        var scanner = new Http1ChunkedScanner(Http1Limits.Default);
        var (start, total) = (0, 0L);
        var verdict = new Verdict(Http1ParseStatus.NeedMore, Http1Error.None, 0, 0, false);
        foreach (var end in ends)
        {
            var status = scanner.Scan(input[start..end], out var consumed, out var payload, out var error);
            Check.That(consumed >= 0 && consumed <= end - start && payload >= 0 && payload <= consumed, "no more is consumed than there is");
            (start, total) = (start + consumed, total + payload);
            verdict = new Verdict(status, error, start, total, scanner.HasTrailers);
            if (status != Http1ParseStatus.NeedMore)
            {
                return verdict;
            }

            Check.Equal(end, start, "all valid bytes are consumed");
        }

        return verdict;
    }

    /// <summary>A reader that trusts: size, line end, so many bytes, line end, until a size of zero.</summary>
    static long PayloadOf(byte[] body)
    {
        var (at, total) = (0, 0L);
        while (true)
        {
            var line = Bytes.Latin1(body.AsSpan(at, body.AsSpan(at).IndexOf("\r\n"u8)));
            var size = Convert.ToInt64(line.Split(';')[0], 16);
            if (size == 0)
            {
                return total;
            }

            total += size;
            at += line.Length + 2 + (int)size + 2;
        }
    }
}
