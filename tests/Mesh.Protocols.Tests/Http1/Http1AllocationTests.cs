using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Tests.Http1;

/// <summary>The codec allocates nothing, for good input and for bad.</summary>
public sealed class Http1AllocationTests
{
    const int Rounds = 500;

    static readonly byte[] Request = """
        GET /api/v1/products/0?u=normal HTTP/1.1
        Host: productpage.default.svc.cluster.local:9080
        User-Agent: curl/8.5.0
        Accept: */*
        Accept-Encoding: gzip, deflate, br
        Connection: keep-alive, x-hop
        X-Request-Id: 6c1b9f0e-5f4d-9d3b-8a55-2f5a4a1c7a11
        Cookie: session=eyJ1c2VyIjoiamFzb24ifQ.Zk3v2Q
        Transfer-Encoding: chunked


        """u8.ToArray().Where(b => b != '\r').SelectMany(b => b == '\n' ? "\r\n"u8.ToArray() : [b]).ToArray();

    [Fact]
    public void Parsing_requests_allocates_nothing() => AssertNone(head =>
    {
        var scanned = 0;
        Http1RequestParser.Parse(Request.AsSpan(0, 100), Http1Limits.Default, head, ref scanned, out _);
        return Http1RequestParser.Parse(Request, Http1Limits.Default, head, ref scanned, out _) == Http1ParseStatus.Complete;
    });

    [Fact]
    public void Refusing_requests_allocates_nothing() => AssertNone(head =>
    {
        var scanned = 0;
        var status = Http1RequestParser.Parse("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"u8, Http1Limits.Default, head, ref scanned, out var error);
        return status == Http1ParseStatus.Invalid && Http1Errors.DetailsOf(error).Length > 0;
    });

    [Fact]
    public void Parsing_responses_allocates_nothing() => AssertNone(head =>
    {
        var scanned = 0;
        var bytes = "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 10\r\n\r\n"u8;
        return Http1ResponseParser.Parse(bytes, Http1Limits.Default, head, Http1Method.Get, ref scanned, out _) == Http1ParseStatus.Complete;
    });

    [Fact]
    public void Following_bodies_allocates_nothing() => AssertNone(unused =>
    {
        var scanner = new Http1ChunkedScanner(Http1Limits.Default);
        return scanner.Scan("5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n"u8, out _, out _, out _) == Http1ParseStatus.Complete;
    });

    [Fact]
    public void Writing_allocates_nothing() => AssertNone(unused =>
    {
        var writer = new Http1Writer(stackalloc byte[300]);
        new Http1SimpleResponse { Status = 404, Body = "x"u8, Server = "envoy"u8, Date = 1_700_000_000 }.Write(ref writer);
        return !writer.Overflowed;
    });

    static void AssertNone(Func<Http1Head, bool> action)
    {
        var head = new Http1Head(Http1Limits.Default);
        Assert.True(action(head));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var passed = true;
        for (var i = 0; i < Rounds; i++)
        {
            passed &= action(head);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(passed);
    }
}
