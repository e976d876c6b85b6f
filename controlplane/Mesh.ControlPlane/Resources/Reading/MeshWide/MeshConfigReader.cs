using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Networking;
using Mesh.ControlPlane.Resources.Reading.Networking;

namespace Mesh.ControlPlane.Resources.Reading.MeshWide;

/// <summary>MeshConfig: the text under <c>data.mesh</c> of the ConfigMap <c>istio</c>, or a file of its own.</summary>
static class MeshConfigReader
{
    static readonly EnumNames<AccessLogEncoding> Encodings = new(("TEXT", AccessLogEncoding.Text), ("JSON", AccessLogEncoding.Json));

    static readonly EnumNames<PathNormalization> Normalizations = new(
        ("DEFAULT", PathNormalization.Base), ("NONE", PathNormalization.None), ("BASE", PathNormalization.Base),
        ("MERGE_SLASHES", PathNormalization.MergeSlashes), ("DECODE_AND_MERGE_SLASHES", PathNormalization.DecodeAndMergeSlashes));

    /// <summary>Fields of Istio's MeshConfig whose meaning is listed in <see cref="UnsupportedFields"/> or void in this mesh.</summary>
    static readonly string[] Others =
    [
        "proxyHttpPort", "ingressClass", "ingressService", "ingressControllerMode", "ingressSelector", "enableTracing",
        "enableEnvoyAccessLogService", "disableEnvoyListenerLog", "inboundTrafficPolicy", "configSources",
        "caCertificates", "localityLbSetting", "zoneAwareLbSetting", "h2UpgradePolicy", "inboundClusterStatName",
        "outboundClusterStatName", "certificates", "thriftConfig", "serviceSettings", "enablePrometheusMerge",
        "verifyCertificateAtClient", "ca", "extensionProviders", "defaultProviders", "discoverySelectors",
        "defaultHttpRetryPolicy", "defaultInboundHttpRetryPolicy", "defaultTrafficPolicy", "meshMTLS", "tlsDefaults",
        "serviceScopeConfigs", "serviceEntryVisibility",
    ];

    public static MeshConfig Read(FieldReader mesh, ResourceMeta meta)
    {
        mesh.Ignore(Others);
        var defaults = MeshConfig.Default;
        return new MeshConfig
        {
            Meta = meta,
            AccessLogFile = mesh.Text("accessLogFile") ?? "",
            AccessLogEncoding = mesh.Enum("accessLogEncoding", Encodings),
            AccessLogFormat = mesh.Text("accessLogFormat") ?? "",
            OutboundTrafficPolicy = mesh.Object("outboundTrafficPolicy", Outbound) ?? defaults.OutboundTrafficPolicy,
            DefaultServiceExportTo = ExportTo(mesh, "defaultServiceExportTo"),
            DefaultVirtualServiceExportTo = ExportTo(mesh, "defaultVirtualServiceExportTo"),
            DefaultDestinationRuleExportTo = ExportTo(mesh, "defaultDestinationRuleExportTo"),
            RootNamespace = mesh.Text("rootNamespace") ?? defaults.RootNamespace,
            TrustDomain = mesh.Text("trustDomain") ?? defaults.TrustDomain,
            TrustDomainAliases = mesh.Texts("trustDomainAliases"),
            ProtocolDetectionTimeout = mesh.Duration("protocolDetectionTimeout") ?? defaults.ProtocolDetectionTimeout,
            ConnectTimeout = mesh.Duration("connectTimeout") ?? defaults.ConnectTimeout,
            DnsRefreshRate = mesh.Duration("dnsRefreshRate") ?? defaults.DnsRefreshRate,
            EnableAutoMtls = mesh.OptionalBoolean("enableAutoMtls") ?? defaults.EnableAutoMtls,
            ProxyListenPort = mesh.Port("proxyListenPort") ?? defaults.ProxyListenPort,
            ProxyInboundListenPort = mesh.Port("proxyInboundListenPort") ?? defaults.ProxyInboundListenPort,
            PathNormalization = mesh.Object("pathNormalization", Normalization)?.Mode ?? defaults.PathNormalization,
            DefaultConfig = mesh.Object("defaultConfig", ProxyConfigReader.Read) ?? defaults.DefaultConfig,
            TcpKeepalive = mesh.Object("tcpKeepalive", ConnectionPoolReader.Keepalive),
        };
    }

    static NormalizationSetting Normalization(FieldReader normalization) => new(normalization.Enum("normalization", Normalizations));

    static OutboundTrafficPolicy Outbound(FieldReader policy) => new(policy.Enum("mode", NetworkingEnums.MeshOutbound), null);

    static IReadOnlyList<string> ExportTo(FieldReader mesh, string name) => mesh.Texts(name) is { Count: > 0 } written ? written : ["*"];

    sealed record NormalizationSetting(PathNormalization Mode);
}
