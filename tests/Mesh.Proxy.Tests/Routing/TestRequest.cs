using System.Text;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Routing;
using Xunit;

namespace Mesh.Proxy.Tests.Routing;

/// <summary>A request as routes see it, from its text.</summary>
sealed class TestRequest
{
    readonly byte[] bytes;

    public TestRequest(string target = "/", string host = "reviews", string method = "GET", params string[] headers)
    {
        bytes = Encoding.UTF8.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");
        var scanned = 0;
        Assert.Equal(Http1ParseStatus.Complete, Http1RequestParser.Parse(bytes, Http1Limits.Default, Head, ref scanned, out _));
    }

    public Http1Head Head { get; } = new(Http1Limits.Default);

    public string Scheme { get; init; } = "http";

    public ReadOnlyMemory<byte> Bytes => bytes;

    public RequestView View
    {
        get
        {
            var target = Head.PathAndQuery.Of(bytes);
            var query = target.IndexOf((byte)'?');
            return new RequestView
            {
                Bytes = bytes,
                Head = Head,
                Method = Head.MethodRange.Of(bytes),
                Authority = Head.Authority.Of(bytes),
                Scheme = Scheme == "https" ? "https"u8 : "http"u8,
                Path = Head.Path.Of(bytes),
                Query = query < 0 ? [] : target[(query + 1)..],
            };
        }
    }
}
