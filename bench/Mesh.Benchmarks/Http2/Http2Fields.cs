using System.Text;
using Mesh.Protocols.Http2.Hpack;

namespace Mesh.Benchmarks.Http2;

/// <summary>Heads as field lists, and in blocks.</summary>
static class Http2Fields
{
    /// <summary>12 fields of a unary gRPC call between sidecars; none changes from call to call.</summary>
    public static readonly (byte[] Name, byte[] Value)[] Grpc = Of(
        ":method: POST", ":scheme: http", ":path: /helloworld.Greeter/SayHello", ":authority: greeter.default.svc.cluster.local:50051",
        "content-type: application/grpc", "te: trailers", "user-agent: grpc-dotnet/2.76.0 (.NET 10.0.1; CLR 10.0.1; net10.0; linux; x64)",
        "grpc-accept-encoding: identity,gzip,deflate", "x-forwarded-proto: http", "x-envoy-attempt-count: 1", "x-tenant: production",
        "accept-encoding: identity");

    /// <summary>15 fields of a browser, with a cookie.</summary>
    public static readonly (byte[] Name, byte[] Value)[] Browser = Of(
        ":method: GET", ":authority: shop.example.com", ":scheme: https", ":path: /products/shoes?page=2&sort=price",
        "sec-ch-ua: \"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"", "sec-ch-ua-mobile: ?0",
        "user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", "sec-fetch-site: same-origin",
        "sec-fetch-mode: navigate", "sec-fetch-dest: document", "referer: https://shop.example.com/products", "accept-encoding: gzip, deflate, br, zstd",
        "accept-language: en-US,en;q=0.9", "cookie: session=eyJ1c2VyIjoiamFzb24ifQ.ZxYkbA.5r1fZsJ0; theme=dark; consent=all");

    /// <summary>Bytes written.</summary>
    public static int Encode(HpackEncoder encoder, (byte[] Name, byte[] Value)[] fields, byte[] destination)
    {
        var length = encoder.BeginBlock(destination);
        foreach (var (name, value) in fields)
        {
            length += encoder.Encode(name, value, neverIndex: false, destination.AsSpan(length));
        }

        return length;
    }

    /// <summary>The same list three times on a new connection: by the third, all that is indexed is.</summary>
    public static byte[][] BlocksOf((byte[] Name, byte[] Value)[] fields) => BlocksOf(_ => fields);

    /// <summary>The same with an identifier that is another one each time.</summary>
    public static byte[][] BlocksWithIds((byte[] Name, byte[] Value)[] fields) =>
        BlocksOf(i => [.. fields, .. Of($"x-request-id: 3f2c6d5e-1b7a-4c1e-9d3f-0a8b7c6d5e4{i}")]);

    static byte[][] BlocksOf(Func<int, (byte[] Name, byte[] Value)[]> fieldsOf)
    {
        var encoder = new HpackEncoder();
        var destination = new byte[8192];
        return [.. Enumerable.Range(0, 3).Select(i => destination[..Encode(encoder, fieldsOf(i), destination)])];
    }

    static (byte[] Name, byte[] Value)[] Of(params string[] lines) =>
        [.. lines.Select(line => (line, line.IndexOf(": ", StringComparison.Ordinal)))
            .Select(l => (Encoding.ASCII.GetBytes(l.line[..l.Item2]), Encoding.ASCII.GetBytes(l.line[(l.Item2 + 2)..])))];
}
