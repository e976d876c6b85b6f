using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>The listeners of one gateway proxy: every Gateway of any namespace whose selector its labels satisfy (5.1, 5.2).</summary>
static class GatewayListeners
{
    /// <param name="gateways">Oldest first.</param>
    /// <param name="node">The gateway.</param>
    /// <param name="targets">Service port to listening port, by the services that select the gateway.</param>
    public static List<GatewayListener> Of(IEnumerable<Gateway> gateways, ProxyNode node, IReadOnlyDictionary<int, int> targets)
    {
        var listeners = new List<GatewayListener>();
        foreach (var gateway in gateways.Where(gateway => gateway.Selector.Matches(node.Labels)))
            for (var i = 0; i < gateway.Servers.Count; i++)
                Add(listeners, new ServerBinding(gateway, i), targets);
        return listeners;
    }

    static void Add(List<GatewayListener> listeners, ServerBinding binding, IReadOnlyDictionary<int, int> targets)
    {
        var protocol = ProtocolSelection.OfDeclared(binding.Server.Port.Protocol, binding.Server.Port.Name);
        if (!IsServed(binding.Server, protocol))
            return;
        var number = binding.Server.Port.Number;
        var port = targets.GetValueOrDefault(number, number);
        if (!listeners.Exists(listener => listener.TryAdd(binding, port, protocol)))
            listeners.Add(new GatewayListener(binding, port, protocol));
    }

    // No TLS is terminated so far; the reader of the resource warns of all that is left out here.
    static bool IsServed(Resources.Networking.GatewayServer server, Protocol protocol) => protocol switch
    {
        Protocol.Tls or Protocol.Https => server.Tls is { Mode: ServerTlsMode.Passthrough },
        Protocol.Udp or Protocol.Auto => false,
        _ => true,
    };
}
