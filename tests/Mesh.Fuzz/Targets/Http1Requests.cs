using Mesh.Protocols.Http1;
using Mesh.Testing.Http1Corpus;

namespace Mesh.Fuzz.Targets;

/// <summary>Heads of requests (RFC 9112).</summary>
sealed class Http1Requests : IFuzzTarget
{
    readonly HeadInvariants invariants = new(
        (ReadOnlySpan<byte> bytes, Http1Head head, ref int scanned, out Http1Error error) =>
            Http1RequestParser.Parse(bytes, Http1Limits.Default, head, ref scanned, out error),
        (head, bytes) => $"{Bytes.Latin1(head.MethodRange.Of(bytes))} {Bytes.Latin1(head.Target.Of(bytes))} HTTP/1.{head.MinorVersion}");

    public IEnumerable<byte[]> Seeds => Http1CorpusFile.RequestHeads.Where(one => one.Bytes.Length < IFuzzTarget.LongestByDefault).Select(one => one.Bytes);

    public IReadOnlyList<byte[]> Words { get; } = Bytes.Words(
        "\r\n", "\r\n\r\n", "Host: a\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close, x\r\n", "Upgrade: websocket\r\n",
        "Expect: 100-continue\r\n", " HTTP/1.1\r\n", "GET ", "CONNECT ", "http://", "*", "?", ":", ": ", ",", "\t", "%00", "[::1]", ":80");

    public int Run(byte[] input) => invariants.Hold(input);
}
