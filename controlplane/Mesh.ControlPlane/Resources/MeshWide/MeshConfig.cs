using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.MeshWide;

/// <summary>Mesh-wide settings. Property values are the effective ones: Istio's defaults where nothing was written.</summary>
public sealed record MeshConfig : Resource
{
    public override ResourceKind Kind => ResourceKind.MeshConfig;

    /// <summary>The settings of a mesh that wrote none.</summary>
    public static MeshConfig Default { get; } = new()
    {
        Meta = new ResourceMeta
        {
            ApiVersion = "v1", Namespace = "istio-system", Name = "istio", Source = new ResourceSource("(built-in)", 0, 1),
        },
    };

    /// <summary>Path to write access logs to; empty is off. <c>/dev/stdout</c> is what users usually write.</summary>
    public string AccessLogFile { get; init; } = "";

    public AccessLogEncoding AccessLogEncoding { get; init; }

    /// <summary>Empty: Envoy's default format.</summary>
    public string AccessLogFormat { get; init; } = "";

    public OutboundTrafficPolicy OutboundTrafficPolicy { get; init; } = new(OutboundTrafficMode.AllowAny, null);

    public IReadOnlyList<string> DefaultServiceExportTo { get; init; } = ["*"];

    public IReadOnlyList<string> DefaultVirtualServiceExportTo { get; init; } = ["*"];

    public IReadOnlyList<string> DefaultDestinationRuleExportTo { get; init; } = ["*"];

    public string RootNamespace { get; init; } = "istio-system";

    public string TrustDomain { get; init; } = "cluster.local";

    public IReadOnlyList<string> TrustDomainAliases { get; init; } = [];

    /// <summary>Zero switches detection off; servers that speak first are then never waited for.</summary>
    public TimeSpan ProtocolDetectionTimeout { get; init; } = TimeSpan.Zero;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan DnsRefreshRate { get; init; } = TimeSpan.FromSeconds(60);

    public bool EnableAutoMtls { get; init; } = true;

    /// <summary>Port of the outbound capture listener.</summary>
    public int ProxyListenPort { get; init; } = 15001;

    /// <summary>Port of the inbound capture listener.</summary>
    public int ProxyInboundListenPort { get; init; } = 15006;

    public PathNormalization PathNormalization { get; init; }

    public ProxyConfig DefaultConfig { get; init; } = ProxyConfig.Default;

    public TcpKeepalive? TcpKeepalive { get; init; }
}
