using Mesh.Contract;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>The one resource that is each proxy's own.</summary>
sealed class WorkloadCompiler(MeshConfig mesh)
{
    public Workload Compile(ProxyRequest request) => new()
    {
        Identity = request.Node.Identity(mesh.TrustDomain),
        Inbound = { request.Node.IsGateway ? [] : Inbound(request.Served) },
        OutboundPolicy = Outbound((request.Sidecar?.OutboundTrafficPolicy ?? mesh.OutboundTrafficPolicy).Mode),
        AccessLog = new AccessLog
        {
            Path = mesh.AccessLogFile,
            Encoding = mesh.AccessLogEncoding == AccessLogEncoding.Json ? AccessLog.Types.Encoding.Json : AccessLog.Types.Encoding.Text,
            Format = mesh.AccessLogFormat,
        },
        ProtocolDetectionTimeoutMs = Duration.Milliseconds(mesh.ProtocolDetectionTimeout),
        ConnectTimeoutMs = Duration.Milliseconds(mesh.ConnectTimeout),
        TrustDomain = mesh.TrustDomain,
        GatewayProxyProtocol = request.Node.IsGateway && mesh.DefaultConfig.ProxyProtocol,
        PathNormalization = Normalization(mesh.PathNormalization),
        TrustedProxies = request.Node.IsGateway ? (uint)mesh.DefaultConfig.TrustedProxies : 0,
        Headers = Headers(mesh.DefaultConfig.Headers),
    };

    /// <summary>Service port to the port a gateway listens on, by the services that select it (5.2).</summary>
    public static Dictionary<int, int> ListeningPorts(IReadOnlyList<ServedService> services)
    {
        var targets = new Dictionary<int, int>();
        foreach (var served in services)
            foreach (var port in served.Service.Ports)
                targets.TryAdd(port.Number, served.Target(port));
        return targets;
    }

    // Of several services that declare one port the oldest names it. UDP is never proxied (2.2).
    static IEnumerable<InboundPort> Inbound(IReadOnlyList<ServedService> services)
    {
        var inbound = new SortedDictionary<int, InboundPort>();
        foreach (var served in services)
            foreach (var port in served.Service.Ports.Where(port => port.Protocol != Protocol.Udp))
                inbound.TryAdd(served.Target(port), Inbound(served.Service, port, served.Target(port)));
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

    static Workload.Types.PathNormalization Normalization(PathNormalization mode) => mode switch
    {
        PathNormalization.Base => Workload.Types.PathNormalization.Base,
        PathNormalization.None => Workload.Types.PathNormalization.None,
        PathNormalization.MergeSlashes => Workload.Types.PathNormalization.MergeSlashes,
        PathNormalization.DecodeAndMergeSlashes => Workload.Types.PathNormalization.DecodeAndMergeSlashes,
    };

    /// <summary>Null, so that nothing is said, for the defaults.</summary>
    static Contract.ProxyHeaders? Headers(Resources.MeshWide.ProxyHeaders headers) => headers == Resources.MeshWide.ProxyHeaders.Default ? null : new()
    {
        NoServer = !headers.WritesServer,
        Server = headers.Server,
        NoRequestId = !headers.WritesRequestId,
        NoAttemptCount = !headers.WritesAttemptCount,
        NoEnvoyDebug = !headers.WritesEnvoyDebug,
    };

    static Contract.OutboundTrafficPolicy Outbound(OutboundTrafficMode mode) => mode switch
    {
        OutboundTrafficMode.RegistryOnly => Contract.OutboundTrafficPolicy.RegistryOnly,
        // Without dynamic DNS: an unknown name is passed to the address the client resolved.
        OutboundTrafficMode.AllowAny or OutboundTrafficMode.AllowAnyDynamicDns => Contract.OutboundTrafficPolicy.AllowAny,
    };
}
