namespace Mesh.Proxy.Detection;

/// <summary>As admin and metrics call what is spoken.</summary>
static class SpokenNames
{
    public static string Of(SpokenProtocol protocol) => protocol switch
    {
        SpokenProtocol.Http1 => "http1",
        SpokenProtocol.Http2 => "http2",
        SpokenProtocol.Tls => "tls",
        SpokenProtocol.Tcp => "tcp",
        SpokenProtocol.ServerFirst => "server_first",
    };
}
