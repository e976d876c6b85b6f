using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>The listeners of one gateway proxy: every Gateway of any namespace whose selector its labels satisfy (5.1, 5.2).</summary>
static class GatewayListeners
{
    /// <param name="gateways">Oldest first.</param>
    /// <param name="node">The gateway.</param>
    /// <param name="targets">Service port to listening port, by the services that select the gateway.</param>
    public static List<GatewayListener> Of(IEnumerable<Resources.Networking.Gateway> gateways, ProxyNode node, IReadOnlyDictionary<int, int> targets)
    {
        var listeners = new List<GatewayListener>();
        foreach (var gateway in gateways.Where(gateway => gateway.Selector.Matches(node.Labels)))
            for (var i = 0; i < gateway.Servers.Count; i++)
                Add(listeners, new ServerBinding(gateway, i), targets);
        return listeners;
    }

    /// <summary>What a server speaks once it is supported; null for one that terminates or passes TLS, which is not yet.</summary>
    public static Protocol? SupportedProtocol(Resources.Networking.GatewayServer server)
    {
        var protocol = ProtocolSelection.OfDeclared(server.Port.Protocol, server.Port.Name);
        return protocol is Protocol.Https or Protocol.Tls ? null : protocol is Protocol.Auto ? Protocol.Tcp : protocol;
    }

    static void Add(List<GatewayListener> listeners, ServerBinding binding, IReadOnlyDictionary<int, int> targets)
    {
        if (SupportedProtocol(binding.Server) is not { } protocol)
            return;
        var number = binding.Server.Port.Number;
        var port = targets.GetValueOrDefault(number, number);
        if (listeners.Exists(listener => listener.TryAdd(binding, port, protocol)))
            return;

        // HTTP and opaque servers cannot share a socket: the oldest keeps it (5.1).
        if (!listeners.Exists(listener => listener.SharesSocket(binding, port) && listener.IsHttp != ProtocolSelection.IsHttp(protocol)))
            listeners.Add(new GatewayListener(binding, port, protocol));
    }
}
