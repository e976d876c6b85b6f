using System.Buffers;
using BenchmarkDotNet.Attributes;
using Mesh.Protocols.Tls;

namespace Mesh.Benchmarks.Tls;

/// <summary>A ClientHello of TLS 1.3 as it mostly comes, in one segment, and one whose records cut it.</summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class ClientHelloBenchmark
{
    const int RecordLength = 100;

    static readonly byte[] ServerName = "\0\0\0\x14\0\x12\0\0\x0Freviews.example"u8.ToArray();
    static readonly byte[] Protocols = "\0\x10\0\x0e\0\x0c\x02h2\x08http/1.1"u8.ToArray();
    static readonly byte[] Versions = [0, 43, 0, 5, 4, 3, 4, 3, 3];
    static readonly byte[] KeyShare = [0, 51, 4, 0xC4, .. new byte[0x4C4]];

    readonly ReadOnlySequence<byte> whole = new(Hello(1 << 14));
    readonly ReadOnlySequence<byte> records = new(Hello(RecordLength));
    readonly byte[] scratch = new byte[ClientHelloPeek.MaxBytes];

    [GlobalSetup]
    public void Check()
    {
        Answer.MustBe(15, One_record());
        Answer.MustBe(15, Records_of_100_bytes());
    }

    [Benchmark]
    public int One_record() => Read(whole);

    [Benchmark]
    public int Records_of_100_bytes() => Read(records);

    int Read(in ReadOnlySequence<byte> received)
    {
        var peek = default(ClientHelloPeek);
        var status = peek.Read(received, scratch, out var hello, out _);
        return status == ClientHelloStatus.Complete && hello.Protocols.Contains("h2"u8) ? hello.ServerName.Length : -1;
    }

    static byte[] Hello(int recordLength)
    {
        byte[] extensions = [.. ServerName, .. Protocols, .. Versions, .. KeyShare];
        byte[] body = [3, 3, .. new byte[32], 0, 0, 4, 0x13, 1, 0x13, 2, 1, 0, .. UInt16(extensions.Length), .. extensions];
        byte[] message = [1, 0, .. UInt16(body.Length), .. body];
        return [.. message.Chunk(recordLength).SelectMany(chunk => (byte[])[22, 3, 1, .. UInt16(chunk.Length), .. chunk])];
    }

    static byte[] UInt16(int value) => [(byte)(value >> 8), (byte)value];
}
