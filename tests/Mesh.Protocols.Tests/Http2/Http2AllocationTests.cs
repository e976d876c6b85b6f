using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;
using Mesh.Protocols.Http2.Hpack;
using Mesh.Protocols.Tests.Http2.Hpack;

namespace Mesh.Protocols.Tests.Http2;

/// <summary>Heads cost no allocation once the tables of a connection have grown, for good input and for bad.</summary>
public sealed class Http2AllocationTests
{
    const int Rounds = 500;

    static readonly (string, string)[] Fields =
    [
        (":method", "POST"), (":scheme", "http"), (":path", "/helloworld.Greeter/SayHello"), (":authority", "greeter.default.svc.cluster.local:50051"),
        ("content-type", "application/grpc"), ("user-agent", "grpc-dotnet/2.76.0"), ("te", "trailers"), ("grpc-accept-encoding", "identity,gzip,deflate"),
        ("cookie", "session=eyJ1c2VyIjoiamFzb24ifQ.Zk3v2Q"), ("x-flag", "1"), ("cookie", "theme=dark"),
    ];

    readonly HpackDecoder decoder = new(4096);
    readonly Http2HeadReader reader = new(Http2Limits.Default);
    readonly Http1Head head = new(Http1Limits.Default);

    /// <summary>After a few hundred requests with a new identifier each.</summary>
    [Fact]
    public void Reading_requests_allocates_nothing()
    {
        var encoder = new HpackEncoder();
        for (var i = 0; i < 300; i++)
        {
            var block = HpackCoding.Encode(encoder, [.. Fields, ("x-id", $"{i / 2}-abcdefghijklmnopqrstuvwxyz")]);
            Assert.Equal(Http2HeadStatus.Ok, reader.ReadRequest(decoder, block, endStream: false, head));
        }

        byte[] last = [.. HpackCoding.Encode(encoder, Fields), .. HpackCoding.EncodeField(encoder, "authorization", "Bearer abcdefghijklmnopqrstuvwxyz")];
        AssertNone(() => reader.ReadRequest(decoder, last, endStream: false, head) == Http2HeadStatus.Ok);
    }

    [Fact]
    public void Inserting_and_evicting_allocates_nothing()
    {
        var block = Http2Reading.BlockOf([("x-one", new string('a', 100)), ("x-two", new string('b', 200))], pattern: 0x40);
        for (var i = 0; i < 100; i++)
        {
            reader.ReadTrailers(decoder, block, head);
        }

        AssertNone(() => reader.ReadTrailers(decoder, block, head) == Http2HeadStatus.Ok);
    }

    [Fact]
    public void Refusing_allocates_nothing()
    {
        var block = Http2Reading.BlockOf([.. Fields, ("Upper", "x")]);
        AssertNone(() => reader.ReadRequest(decoder, block, endStream: true, head) == Http2HeadStatus.Malformed
            && Http2Malformations.DetailsOf(reader.Malformed).Length > 0);
    }

    [Fact]
    public void Reading_responses_allocates_nothing()
    {
        var block = HpackCoding.Encode(new HpackEncoder(), (":status", "200"), ("server", "x"), ("content-type", "application/grpc"));
        AssertNone(() => reader.ReadResponse(decoder, block, endStream: false, toHeadRequest: false, head) == Http2HeadStatus.Ok);
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        var encoder = new HpackEncoder();
        (byte[] Name, byte[] Value)[] fields = [.. Fields.Select(f => (Latin1(f.Item1), Latin1(f.Item2)))];
        var destination = new byte[2000];
        var id = 0;
        AssertNone(() =>
        {
            var length = encoder.BeginBlock(destination);
            foreach (var (name, value) in fields)
            {
                length += encoder.Encode(name, value, neverIndex: false, destination.AsSpan(length));
            }

            Span<byte> changing = stackalloc byte[100];
            changing.Fill((byte)('a' + (id++ / 2 % 26)));
            return encoder.Encode("x-id"u8, changing, neverIndex: false, destination.AsSpan(length)) > 0;
        });
    }

    static byte[] Latin1(string text) => System.Text.Encoding.Latin1.GetBytes(text);

    static void AssertNone(Func<bool> action)
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.True(action());
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var passed = true;
        for (var i = 0; i < Rounds; i++)
        {
            passed &= action();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(passed);
    }
}
