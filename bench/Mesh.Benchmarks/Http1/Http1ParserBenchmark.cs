using BenchmarkDotNet.Attributes;
using Mesh.Protocols.Http1;

namespace Mesh.Benchmarks.Http1;

/// <summary>Heads parsed whole, and the framing of a chunked body followed.</summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class Http1ParserBenchmark
{
    const int Chunks = 16;
    const int ChunkLength = 1024;

    readonly byte[] oneField = Heads.OnTheWire(Heads.OneField);
    readonly byte[] eightFields = Heads.OnTheWire(Heads.EightFields);
    readonly byte[] response = Heads.OnTheWire(Heads.Response);
    readonly byte[] chunked = ChunkedBody();
    readonly Http1Head head = new(Http1Limits.Default);

    [GlobalSetup]
    public void Check()
    {
        Answer.MustBe(1, Request_of_1_field());
        Answer.MustBe(oneField.Length, head.Length);
        Answer.MustBe(8, Request_of_8_fields());
        Answer.MustBe("/reviews/1", System.Text.Encoding.ASCII.GetString(head.Path.Of(eightFields)));
        Answer.MustBe(4, Response_of_4_fields());
        Answer.MustBe(24, head.ContentLength);
        Answer.MustBe(Chunks * ChunkLength, Chunked_body_of_16_KB());
    }

    [Benchmark]
    public int Request_of_1_field() => ParseRequest(oneField);

    [Benchmark]
    public int Request_of_8_fields() => ParseRequest(eightFields);

    [Benchmark]
    public int Response_of_4_fields()
    {
        var scanned = 0;
        var status = Http1ResponseParser.Parse(response, Http1Limits.Default, head, Http1Method.Get, ref scanned, out _);
        return status == Http1ParseStatus.Complete ? head.Fields.Length : -1;
    }

    [Benchmark]
    public int Chunked_body_of_16_KB()
    {
        var scanner = new Http1ChunkedScanner(Http1Limits.Default);
        var status = scanner.Scan(chunked, out _, out var payload, out _);
        return status == Http1ParseStatus.Complete ? payload : -1;
    }

    int ParseRequest(byte[] bytes)
    {
        var scanned = 0;
        var status = Http1RequestParser.Parse(bytes, Http1Limits.Default, head, ref scanned, out _);
        return status == Http1ParseStatus.Complete ? head.Fields.Length : -1;
    }

    static byte[] ChunkedBody()
    {
        var chunk = $"{ChunkLength:x}\r\n{new string('x', ChunkLength)}\r\n";
        return System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(chunk, Chunks)) + "0\r\n\r\n");
    }
}
