using Mesh.Protocols.Http1;

namespace Mesh.Benchmarks.Http1;

/// <summary>Messages as they come in.</summary>
static class Heads
{
    public static ReadOnlySpan<byte> OneField => "GET /reviews/1 HTTP/1.1\r\nHost: reviews\r\n\r\n"u8;

    /// <summary>What a sidecar sees of a call from another sidecar.</summary>
    public static ReadOnlySpan<byte> EightFields =>
        """
        GET /reviews/1?page=2 HTTP/1.1
        host: service-0.default.svc.cluster.local:8080
        user-agent: python-requests/2.32.3
        accept-encoding: gzip, deflate
        accept: application/json
        x-request-id: 3f2c6d5e-1b7a-4c1e-9d3f-0a8b7c6d5e4f
        cookie: session=eyJ1c2VyIjoiamFzb24ifQ.ZxYkbA.5r1fZsJ0
        x-forwarded-proto: http
        x-envoy-attempt-count: 1


        """u8;

    public static ReadOnlySpan<byte> Response =>
        """
        HTTP/1.1 200 OK
        server: gunicorn
        date: Tue, 06 Jan 2026 10:11:12 GMT
        content-type: application/json
        content-length: 24


        """u8;

    /// <summary>Lines of the literals above end as those of their source file do; on the wire they end with CRLF.</summary>
    public static byte[] OnTheWire(ReadOnlySpan<byte> head) =>
        [.. System.Text.Encoding.ASCII.GetBytes(System.Text.Encoding.ASCII.GetString(head).ReplaceLineEndings("\r\n"))];

    /// <summary>The head parsed whole.</summary>
    public static Http1Head Parse(byte[] request)
    {
        var head = new Http1Head(Http1Limits.Default);
        var scanned = 0;
        Answer.MustBe(Http1ParseStatus.Complete, Http1RequestParser.Parse(request, Http1Limits.Default, head, ref scanned, out _));
        return head;
    }
}
