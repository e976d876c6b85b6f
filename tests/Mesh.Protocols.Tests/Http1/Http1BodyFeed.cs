using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

/// <summary>Feeds a chunked body to a scanner whole, byte by byte and split in two.</summary>
static class Http1BodyFeed
{
    /// <summary>Asserts that how the bytes arrive makes no difference, and returns the one outcome.</summary>
    public static Http1BodyOutcome EveryWay(byte[] bytes)
    {
        var whole = InParts(bytes, [bytes.Length]);
        Assert.Equal(whole, InParts(bytes, Enumerable.Range(1, bytes.Length)));
        foreach (var split in Http1Feed.Splits(bytes.Length))
        {
            Assert.Equal(whole, InParts(bytes, [split, bytes.Length]));
        }

        return whole;
    }

    public static Http1BodyOutcome InParts(byte[] bytes, IEnumerable<int> ends)
    {
        var scanner = new Http1ChunkedScanner(Http1Limits.Default);
        var (start, totalPayload) = (0, 0L);
        var outcome = new Http1BodyOutcome(Http1ParseStatus.NeedMore, Http1Error.None, 0, 0);
        foreach (var end in ends)
        {
            var status = scanner.Scan(bytes.AsSpan(start, end - start), out var consumed, out var payload, out var error);
            Assert.InRange(consumed, 0, end - start);
            Assert.InRange(payload, 0, consumed);
            start += consumed;
            totalPayload += payload;
            outcome = new Http1BodyOutcome(status, error, start, totalPayload);
            if (status != Http1ParseStatus.NeedMore)
            {
                break;
            }

            Assert.Equal(end, start);
        }

        return outcome;
    }
}
