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

    public bool IsHttp { get; } = ProtocolSelection.IsHttp(protocol);

    /// <summary>Adds a server if it can share the socket: same port and bind, both HTTP or both opaque, the same answer to plain HTTP.</summary>
    public bool TryAdd(ServerBinding binding, int listenPort, Protocol serverProtocol)
    {
        if (!SharesSocket(binding, listenPort) || IsHttp != ProtocolSelection.IsHttp(serverProtocol) || Redirects(binding) != Redirects(first))
            return false;
        bindings.Add(binding);
        return true;
    }

    public bool SharesSocket(ServerBinding binding, int listenPort) =>
        listenPort == port && (binding.Server.Bind ?? "") == (first.Server.Bind ?? "");

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
    };

    static bool Redirects(ServerBinding binding) => binding.Server.Tls is { HttpsRedirect: true };
}
