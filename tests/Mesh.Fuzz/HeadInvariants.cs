using Mesh.Protocols.Http1;

namespace Mesh.Fuzz;

/// <summary>What holds for both head parsers: a verdict depends on the bytes alone, and an accepted head means the same when it is sent on.</summary>
sealed class HeadInvariants(HeadInvariants.Parser parse, Func<Http1Head, byte[], string> startLine)
{
    public delegate Http1ParseStatus Parser(ReadOnlySpan<byte> bytes, Http1Head head, ref int scanned, out Http1Error error);

    readonly record struct Verdict(Http1ParseStatus Status, Http1Error Error, int Length, string Meaning);

    public int Hold(byte[] input)
    {
        var whole = Parse(input, [input.Length]);
        foreach (var cut in Bytes.Cuts(input))
        {
            Check.Equal(whole, Parse(input, [cut, input.Length]), $"the verdict is the same when it is cut at {cut}");
        }

        Check.Equal(whole, Parse(input, Enumerable.Range(1, input.Length)), "the verdict is the same byte by byte");
        if (whole.Status == Http1ParseStatus.Complete)
        {
            Accepted(input, whole);
        }

        return HashCode.Combine(whole.Status, whole.Error, whole.Meaning.Count(c => c == '\n'));
    }

    void Accepted(byte[] input, Verdict whole)
    {
        Check.That(whole.Length > 0 && whole.Length <= input.Length, "a head ends within its bytes");
        var alone = input[..whole.Length];
        Check.Equal(whole, Parse(alone, [alone.Length]), "what stands behind a head changes nothing");
        Check.Equal(Http1ParseStatus.NeedMore, Parse(alone[..^1], [alone.Length - 1]).Status, "a head ends where it says");

        var head = new Http1Head(Http1Limits.Default);
        var scanned = 0;
        parse(alone, head, ref scanned, out _);
        var again = HeadText.Rewritten(startLine(head, alone), head, alone);
        var second = Parse(again, [again.Length]);
        Check.Equal(Http1ParseStatus.Complete, second.Status, "an accepted head is accepted when it is written anew");
        Check.Equal(whole.Meaning, second.Meaning, "and means the same");
    }

    Verdict Parse(byte[] input, IEnumerable<int> ends)
    {
        var head = new Http1Head(Http1Limits.Default);
        var scanned = 0;
        foreach (var end in ends)
        {
            // An array of just these bytes: a read beyond them is an exception.
            var status = parse(input[..end], head, ref scanned, out var error);
            Check.That(scanned >= 0 && scanned <= end, "no more is scanned than there is");
            Check.Equal(status == Http1ParseStatus.Invalid, error != Http1Error.None, "an error comes with Invalid, and only with it");
            if (status != Http1ParseStatus.NeedMore)
            {
                var complete = status == Http1ParseStatus.Complete;
                return new Verdict(status, error, complete ? head.Length : 0, complete ? HeadText.Meaning(head, input) : "");
            }
        }

        return new Verdict(Http1ParseStatus.NeedMore, Http1Error.None, 0, "");
    }
}
