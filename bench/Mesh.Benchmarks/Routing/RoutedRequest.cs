using Mesh.Benchmarks.Http1;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Routing;

namespace Mesh.Benchmarks.Routing;

/// <summary>A parsed request as route tables see it.</summary>
sealed class RoutedRequest
{
    readonly byte[] bytes;
    readonly Http1Head head;

    public RoutedRequest(string path, string host)
    {
        bytes = System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: bench\r\n\r\n");
        head = Heads.Parse(bytes);
    }

    public RequestView View => new()
    {
        Bytes = bytes,
        Head = head,
        Method = head.MethodRange.Of(bytes),
        Authority = head.Authority.Of(bytes),
        Scheme = "http"u8,
        Path = head.Path.Of(bytes),
        Query = [],
    };
}
