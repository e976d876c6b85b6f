namespace Mesh.ControlPlane.Validation;

/// <summary>Protocols a port may declare, in any letter case.</summary>
static class ProtocolNames
{
    static readonly string[] All =
        ["TCP", "UDP", "GRPC", "GRPC-WEB", "HTTP", "HTTP_PROXY", "HTTP2", "HTTPS", "TLS", "MONGO", "REDIS", "MYSQL"];

    /// <summary>Null when known; empty means "detect".</summary>
    public static string? Known(string protocol) =>
        protocol.Length == 0 || All.Contains(protocol, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"must be one of {string.Join(", ", All)}, is \"{protocol}\"";

    public static bool IsHttp(string protocol) => protocol.ToUpperInvariant() is "HTTP" or "HTTP2" or "HTTP_PROXY" or "GRPC" or "GRPC-WEB";

    public static bool IsTls(string protocol) => protocol.ToUpperInvariant() is "HTTPS" or "TLS";
}
