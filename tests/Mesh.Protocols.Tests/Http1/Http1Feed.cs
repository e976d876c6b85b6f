using System.Text;
using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

/// <summary>Feeds a message to a parser whole, byte by byte and split in two, and tells what came out in a form that compares.</summary>
static class Http1Feed
{
    /// <summary>Longer inputs are split at a sample of places only.</summary>
    const int EverySplitUpTo = 2048;

    public delegate Http1ParseStatus Step(ReadOnlySpan<byte> bytes, Http1Head head, ref int scanned, out Http1Error error);

    public static Step Request(Http1Limits? limits = null) => (ReadOnlySpan<byte> bytes, Http1Head head, ref int scanned, out Http1Error error) =>
        Http1RequestParser.Parse(bytes, limits ?? Http1Limits.Default, head, ref scanned, out error);

    public static Step Response(Http1Method method, Http1Limits? limits = null) =>
        (ReadOnlySpan<byte> bytes, Http1Head head, ref int scanned, out Http1Error error) =>
            Http1ResponseParser.Parse(bytes, limits ?? Http1Limits.Default, head, method, ref scanned, out error);

    public static Http1Outcome Whole(Step step, byte[] bytes) => InParts(step, bytes, [bytes.Length]);

    public static Http1Outcome ByteByByte(Step step, byte[] bytes) => InParts(step, bytes, Enumerable.Range(1, bytes.Length));

    /// <summary>Asserts that how the bytes arrive makes no difference, and returns the one outcome.</summary>
    public static Http1Outcome EveryWay(Step step, byte[] bytes)
    {
        var whole = Whole(step, bytes);
        Assert.Equal(whole, ByteByByte(step, bytes));
        foreach (var split in Splits(bytes.Length))
        {
            Assert.Equal(whole, InParts(step, bytes, [split, bytes.Length]));
        }

        return whole;
    }

    /// <summary>
    /// Parses with the bytes up to each of the ends in turn. Each call sees exactly those bytes, elsewhere in memory than the last.
    /// </summary>
    public static Http1Outcome InParts(Step step, byte[] bytes, IEnumerable<int> ends)
    {
        var head = new Http1Head(Http1Limits.Default);
        var scanned = 0;
        foreach (var end in ends)
        {
            var arrived = bytes.Length <= EverySplitUpTo ? bytes[..end] : bytes.AsSpan(0, end);
            var status = step(arrived, head, ref scanned, out var error);
            Assert.InRange(scanned, 0, end);
            Assert.Equal(status == Http1ParseStatus.Invalid, error != Http1Error.None);
            if (status != Http1ParseStatus.NeedMore)
            {
                return new Http1Outcome(status, error, status == Http1ParseStatus.Complete ? Describe(head, bytes) : "");
            }
        }

        return new Http1Outcome(Http1ParseStatus.NeedMore, Http1Error.None, "");
    }

    public static IEnumerable<int> Splits(int length) => length <= EverySplitUpTo
        ? Enumerable.Range(0, length)
        : Enumerable.Range(0, 200).Concat(Enumerable.Range(1, 50).Select(n => n * length / 51)).Concat(Enumerable.Range(length - 200, 200));

    /// <summary>Everything the parser found out, as text.</summary>
    static string Describe(Http1Head head, byte[] bytes)
    {
        var text = new StringBuilder();
        text.Append($"{head.Start}-{head.Length} {head.Method} {Of(head.MethodRange)} {head.TargetForm} {Of(head.Target)} {Of(head.PathAndQuery)} ");
        text.Append($"{Of(head.Path)} authority={Of(head.Authority)} host={Of(head.Host)} {head.StatusCode} {Of(head.Reason)} 1.{head.MinorVersion} ");
        text.Append($"{head.BodyKind} {head.ContentLength} {head.KeepAlive} {head.ExpectsContinue} {head.IsUpgrade} {head.HasConnectionOptions}");
        foreach (var field in head.Fields)
        {
            text.Append($"\n{field.Known} {Of(field.Name)}: {Of(field.Value)} | {Of(field.Line)}");
        }

        return text.ToString();

        string Of(ByteRange range) => Encoding.Latin1.GetString(range.Of(bytes));
    }
}
