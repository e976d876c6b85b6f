using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Servers of all Gateways that select a proxy and share one listening socket; they act as one (5.1).</summary>
sealed class GatewayListener(ServerBinding first, int port, Protocol protocol)
{
    readonly List<ServerBinding> bindings = [first];

    /// <summary>That of the oldest server.</summary>
    public string Name { get; } = first.Name;

    public IReadOnlyList<ServerBinding> Bindings => bindings;

    bool PassesTls => protocol is Protocol.Tls or Protocol.Https;

    /// <summary>Adds a server if it shares the socket (port and bind), is of the same kind and gives plain HTTP the same answer.</summary>
    public bool TryAdd(ServerBinding binding, int listenPort, Protocol serverProtocol)
    {
        if (listenPort != port || KindOf(serverProtocol) != KindOf(protocol) || (binding.Server.Bind ?? "") != (first.Server.Bind ?? "") || Redirects(binding) != Redirects(first))
            return false;
        bindings.Add(binding);
        return true;
    }

    public GatewayServer Compile() => new()
    {
        Name = Name,
        Origin = string.Join(", ", bindings.Select(binding => binding.Origin)),
        Port = (uint)port,
        ServicePort = (uint)first.Server.Port.Number,
        Protocol = protocol,
        Bind = first.Server.Bind ?? "",
        Domains = { bindings.SelectMany(binding => binding.Domains).Distinct().Order(StringComparer.Ordinal) },
        HttpsRedirect = Redirects(first),
        TlsPassthrough = PassesTls,
    };

    // What can be told apart on one socket: HTTP by Host, TLS by server name; TCP only by itself.
    static Protocol KindOf(Protocol protocol) =>
        ProtocolSelection.IsHttp(protocol) ? Protocol.Http
        : protocol is Protocol.Tls or Protocol.Https ? Protocol.Tls
        : Protocol.Tcp;

    static bool Redirects(ServerBinding binding) => binding.Server.Tls is { HttpsRedirect: true };
}
