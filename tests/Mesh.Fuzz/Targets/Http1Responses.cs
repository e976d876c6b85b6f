using Mesh.Protocols.Http1;
using Mesh.Testing.Http1Corpus;

namespace Mesh.Fuzz.Targets;

/// <summary>Heads of responses, to each kind of request that reads them otherwise.</summary>
sealed class Http1Responses : IFuzzTarget
{
    static readonly Http1Method[] Methods = [Http1Method.Get, Http1Method.Head, Http1Method.Connect];

    readonly HeadInvariants[] invariants = [.. Methods.Select(method => new HeadInvariants(
        (ReadOnlySpan<byte> bytes, Http1Head head, ref int scanned, out Http1Error error) =>
            Http1ResponseParser.Parse(bytes, Http1Limits.Default, head, method, ref scanned, out error),
        (head, bytes) => $"HTTP/1.{head.MinorVersion} {head.StatusCode:D3} {Bytes.Latin1(head.Reason.Of(bytes))}"))];

    public IEnumerable<byte[]> Seeds => Http1CorpusFile.Responses.Where(one => one.Bytes.Length < IFuzzTarget.LongestByDefault).Select(one => one.Bytes);

    public IReadOnlyList<byte[]> Words { get; } = Bytes.Words(
        "\r\n", "\r\n\r\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.0 ", "204 ", "304 ", "101 ", "100 ", "Content-Length: 0\r\n", "Content-Length: 7\r\n",
        "Transfer-Encoding: chunked\r\n", "Connection: upgrade\r\nUpgrade: websocket\r\n", ": ", " ", "\t");

    public int Run(byte[] input) => invariants.Aggregate(0, (outcome, one) => HashCode.Combine(outcome, one.Hold(input)));
}
