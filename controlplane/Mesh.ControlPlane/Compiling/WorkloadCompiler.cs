using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>The one resource that is each proxy's own.</summary>
sealed class WorkloadCompiler(MeshConfig mesh, WorkloadServices services)
{
    public Workload Compile(ProxyNode node, Sidecar? sidecar) => new()
    {
        Identity = node.Identity(mesh.TrustDomain),
        Inbound = { node.IsGateway ? [] : Inbound(node) },
        OutboundPolicy = Outbound((sidecar?.OutboundTrafficPolicy ?? mesh.OutboundTrafficPolicy).Mode),
        AccessLog = new AccessLog
        {
            Path = mesh.AccessLogFile,
            Encoding = mesh.AccessLogEncoding == AccessLogEncoding.Json ? AccessLog.Types.Encoding.Json : AccessLog.Types.Encoding.Text,
            Format = mesh.AccessLogFormat,
        },
        ProtocolDetectionTimeoutMs = Duration.Milliseconds(mesh.ProtocolDetectionTimeout),
        ConnectTimeoutMs = Duration.Milliseconds(mesh.ConnectTimeout),
        TrustDomain = mesh.TrustDomain,
    };

    /// <summary>Service port to the port a gateway listens on, by the services that select it (5.2).</summary>
    public Dictionary<int, int> ListeningPorts(ProxyNode node)
    {
        var targets = new Dictionary<int, int>();
        foreach (var (service, target) in services.Of(node))
            foreach (var port in service.Ports)
                targets.TryAdd(port.Number, target(port));
        return targets;
    }

    // Of several services that declare one port the oldest names it. UDP is never proxied (2.2).
    IEnumerable<InboundPort> Inbound(ProxyNode node)
    {
        var inbound = new SortedDictionary<int, InboundPort>();
        foreach (var (service, target) in services.Of(node))
            foreach (var port in service.Ports.Where(port => port.Protocol != Protocol.Udp))
                inbound.TryAdd(target(port), Inbound(service, port, target(port)));
        return inbound.Values;
    }

    static InboundPort Inbound(MeshService service, MeshPort port, int target) => new()
    {
        Port = (uint)target,
        Protocol = port.Protocol,
        Hostname = service.Hostname,
        ServiceName = service.Name,
        ServiceNamespace = service.Namespace,
        ServicePort = (uint)port.Number,
    };

    static Contract.OutboundTrafficPolicy Outbound(OutboundTrafficMode mode) => mode switch
    {
        OutboundTrafficMode.RegistryOnly => Contract.OutboundTrafficPolicy.RegistryOnly,
        // Without dynamic DNS: an unknown name is passed to the address the client resolved.
        OutboundTrafficMode.AllowAny or OutboundTrafficMode.AllowAnyDynamicDns => Contract.OutboundTrafficPolicy.AllowAny,
    };
}
