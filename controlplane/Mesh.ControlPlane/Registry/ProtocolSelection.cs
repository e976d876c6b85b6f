using Mesh.Contract;

namespace Mesh.ControlPlane.Registry;

/// <summary>The protocol of a port from what its author wrote: <c>appProtocol</c>, else the port's name, else its number (2.1, 2.2).</summary>
static class ProtocolSelection
{
    /// <param name="name">Port name, <c>protocol[-suffix]</c>.</param>
    /// <param name="appProtocol">Kubernetes' appProtocol; overrides the name.</param>
    /// <param name="transport">TCP, UDP or SCTP.</param>
    /// <param name="number">Service port.</param>
    public static Protocol OfService(string name, string? appProtocol, string transport, int number)
    {
        if (string.Equals(transport, "UDP", StringComparison.OrdinalIgnoreCase))
            return Protocol.Udp;
        if (!string.IsNullOrEmpty(appProtocol) && OfAppProtocol(appProtocol) is { } declared and not Protocol.Auto)
            return declared;
        return OfName(name) is var named and not Protocol.Auto ? named : OfNumber(number);
    }

    /// <summary>The protocol of a Gateway, ServiceEntry or Sidecar port, whose protocol is a field of its own.</summary>
    public static Protocol OfDeclared(string protocol, string name) =>
        OfWord(protocol) is var declared and not Protocol.Auto ? declared
        : protocol.Length > 0 ? Protocol.Tcp
        : OfName(name);

    public static bool IsHttp(Protocol protocol) => protocol is Protocol.Http or Protocol.Http2 or Protocol.Grpc or Protocol.GrpcWeb;

    static Protocol OfAppProtocol(string appProtocol) => appProtocol.ToLowerInvariant() switch
    {
        "kubernetes.io/h2c" => Protocol.Http2,
        "kubernetes.io/ws" => Protocol.Http,
        "kubernetes.io/wss" => Protocol.Https,
        var word => OfName(word),
    };

    static Protocol OfName(string name)
    {
        // The one protocol with the separator in its own name comes first.
        if (name.StartsWith("grpc-web", StringComparison.OrdinalIgnoreCase))
            return Protocol.GrpcWeb;
        var dash = name.IndexOf('-');
        return OfWord(dash < 0 ? name : name[..dash]);
    }

    static Protocol OfWord(string word) => word.ToLowerInvariant() switch
    {
        "http" => Protocol.Http,
        "http2" => Protocol.Http2,
        "https" => Protocol.Https,
        "grpc" => Protocol.Grpc,
        "grpc-web" => Protocol.GrpcWeb,
        "tcp" => Protocol.Tcp,
        "tls" => Protocol.Tls,
        "udp" => Protocol.Udp,
        "mongo" => Protocol.Mongo,
        "redis" => Protocol.Redis,
        "mysql" => Protocol.Mysql,
        "http_proxy" => Protocol.HttpProxy,
        _ => Protocol.Auto,
    };

    // SMTP, DNS, MySQL, MongoDB: the server speaks first, or sniffing is known to fail.
    static Protocol OfNumber(int number) => number is 25 or 53 or 3306 or 27017 ? Protocol.Tcp : Protocol.Auto;
}
