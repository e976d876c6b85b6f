using BenchmarkDotNet.Attributes;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Benchmarks.Http2;

/// <summary>Request heads out of field blocks into the form of HTTP/1.1, and field lists into blocks.</summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class HpackBenchmark
{
    readonly byte[][] grpc = Http2Fields.BlocksOf(Http2Fields.Grpc);
    readonly byte[][] browser = Http2Fields.BlocksOf(Http2Fields.Browser);
    readonly byte[][] grpcWithIds = Http2Fields.BlocksWithIds(Http2Fields.Grpc);
    readonly HpackDecoder grpcDecoder = new(4096);
    readonly HpackDecoder idDecoder = new(4096);
    readonly HpackDecoder browserDecoder = new(4096);
    readonly HpackDecoder emptyDecoder = new(4096);
    readonly HpackEncoder grpcEncoder = new();
    readonly HpackEncoder browserEncoder = new();
    readonly HpackEncoder emptyEncoder = new(0);
    readonly Http2HeadReader reader = new(Http2Limits.Default);
    readonly Http1Head head = new(Http1Limits.Default);
    readonly byte[] destination = new byte[8192];

    [GlobalSetup]
    public void Check()
    {
        foreach (var (blocks, decoder) in new[] { (grpc, grpcDecoder), (grpcWithIds, idDecoder), (browser, browserDecoder) })
        {
            Answer.MustBe(Http2HeadStatus.Ok, reader.ReadRequest(decoder, blocks[0], endStream: true, head));
            Answer.MustBe(Http2HeadStatus.Ok, reader.ReadRequest(decoder, blocks[1], endStream: true, head));
        }

        Answer.MustBe(Http2Fields.Grpc.Length - 3, Read_gRPC_from_the_table());
        Answer.MustBe(Http2Fields.Grpc.Length - 2, Read_gRPC_and_a_new_id());
        Answer.MustBe(Http2Fields.Browser.Length - 3, Read_browser_from_the_table());
        Answer.MustBe("/products/shoes", System.Text.Encoding.ASCII.GetString(head.Path.Of(reader.Bytes)));
        Answer.MustBe(Http2Fields.Browser.Length - 3, Read_browser_from_literals());
        Http2Fields.Encode(grpcEncoder, Http2Fields.Grpc, destination);
        Http2Fields.Encode(grpcEncoder, Http2Fields.Grpc, destination);
        Http2Fields.Encode(browserEncoder, Http2Fields.Browser, destination);
        Http2Fields.Encode(browserEncoder, Http2Fields.Browser, destination);
        Answer.MustBe(grpc[2].Length, Write_gRPC_from_the_table());
        Answer.MustBe(browser[2].Length, Write_browser_from_the_table());
    }

    [Benchmark]
    public int Read_gRPC_from_the_table() => Read(grpcDecoder, grpc[2]);

    [Benchmark]
    public int Read_gRPC_and_a_new_id() => Read(idDecoder, grpcWithIds[2]);

    [Benchmark]
    public int Read_browser_from_the_table() => Read(browserDecoder, browser[2]);

    /// <summary>The first request of a connection: every string in Huffman code.</summary>
    [Benchmark]
    public int Read_browser_from_literals() => Read(emptyDecoder, browser[0]);

    [Benchmark]
    public int Write_gRPC_from_the_table() => Http2Fields.Encode(grpcEncoder, Http2Fields.Grpc, destination);

    [Benchmark]
    public int Write_browser_from_the_table() => Http2Fields.Encode(browserEncoder, Http2Fields.Browser, destination);

    [Benchmark]
    public int Write_browser_as_literals() => Http2Fields.Encode(emptyEncoder, Http2Fields.Browser, destination);

    int Read(HpackDecoder decoder, byte[] block) =>
        reader.ReadRequest(decoder, block, endStream: true, head) == Http2HeadStatus.Ok ? head.FieldCount : -1;
}
