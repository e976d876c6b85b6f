using System.Collections.Frozen;
using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Listeners;

namespace Mesh.Proxy.Hosting;

/// <summary>What the command line asks to listen on. A gateway's own listeners come from its configuration.</summary>
static class ListenerSpecs
{
    public static IEnumerable<ListenerSpec> Of(RunOptions options)
    {
        if (options.Node.Type == NodeType.Gateway)
        {
            return [];
        }

        var ownPorts = OwnPorts(options);
        return
        [
            .. WithIPv6(options.OutboundListen).Select(address =>
                new ListenerSpec("virtualOutbound", address, ListenerSide.Application, worker => new OutboundAcceptor(worker))),
            .. WithIPv6(options.InboundListen).Select(address =>
                new ListenerSpec("virtualInbound", address, ListenerSide.Peers, worker => new InboundAcceptor(worker, ownPorts))),
            .. options.ExplicitOutbound.Select(pair =>
                new ListenerSpec($"outbound {pair.ServicePort}", pair.Listen, ListenerSide.Application, worker => new ExplicitAcceptor(worker, pair.ServicePort))),
            .. options.ExplicitInbound.Select(pair =>
                new ListenerSpec($"inbound {pair.Application}", pair.Listen, ListenerSide.Peers, worker => new ForwardingAcceptor(worker, pair.Application))),
        ];
    }

    /// <summary>Wherever the command line moved them. Ports that stand for the application's are not among them: capture leads there as it does elsewhere.</summary>
    internal static IReadOnlySet<int> OwnPorts(RunOptions options) =>
        new[] { options.OutboundListen, options.InboundListen, options.Admin, options.Agent, options.Health, options.Metrics }
            .OfType<IPEndPoint>().Select(address => address.Port).ToFrozenSet();

    /// <summary>All of IPv4 means all of IPv6 too where the system has it: captured connections keep their family, and a pod may have but the one (1.15).</summary>
    public static IEnumerable<IPEndPoint> WithIPv6(IPEndPoint? address) =>
        address is null ? []
        : address.Address.Equals(IPAddress.Any) ? GatewayListeners.AnyAddresses.Select(any => new IPEndPoint(any, address.Port))
        : [address];
}
