using Mesh.Contract;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Servers of all Gateways that select a proxy and share one listening socket; they act as one (5.1).</summary>
sealed class GatewayListener(ServerBinding first, int port, Protocol protocol)
{
    readonly List<ServerBinding> bindings = [first];

    /// <summary>That of the oldest server.</summary>
    public string Name { get; } = first.Name;

    public IReadOnlyList<ServerBinding> Bindings => bindings;

    /// <summary>Adds a server if it shares the socket (port and bind) and gives plain HTTP the same answer.</summary>
    public bool TryAdd(ServerBinding binding, int listenPort)
    {
        if (listenPort != port || (binding.Server.Bind ?? "") != (first.Server.Bind ?? "") || Redirects(binding) != Redirects(first))
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
    };

    static bool Redirects(ServerBinding binding) => binding.Server.Tls is { HttpsRedirect: true };
}
