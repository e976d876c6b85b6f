namespace Mesh.Proxy.Serving;

/// <summary>Gateway servers with tls.httpsRedirect (5.5): 301 to https, same host and path.</summary>
static class HttpsRedirect
{
    static readonly LocalResponse Response = new(301, ReadOnlyMemory<byte>.Empty, "direct_response");
    static readonly byte[] Location = [.. "location"u8];
    static readonly byte[] Scheme = [.. "https://"u8];

    public static void Answer(Exchange exchange)
    {
        var bytes = exchange.RequestBytes.Span;
        var head = exchange.Request;
        var authority = WithoutPort(head.Authority.Of(bytes));
        var path = exchange.PathAndQuery.Span;
        // The parser let only visible ASCII into either, so they cannot end the header line.
        byte[] location = [.. Scheme, .. authority, .. path.IsEmpty ? "/"u8 : path];
        exchange.ResponseEdits.Set(Location, location);
        exchange.LocalResponse = Response;
    }

    /// <summary>A port in Host is that of the plain server; the https server's is the default.</summary>
    static ReadOnlySpan<byte> WithoutPort(ReadOnlySpan<byte> authority)
    {
        var colon = authority.LastIndexOf((byte)':');
        return colon > 0 && !authority[colon..].Contains((byte)']') ? authority[..colon] : authority;
    }
}
