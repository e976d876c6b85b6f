using Mesh.ControlPlane.Resources.MeshWide;

namespace Mesh.ControlPlane.Resources.Reading.MeshWide;

/// <summary>ProxyConfig as it stands in meshConfig.defaultConfig.</summary>
static class ProxyConfigReader
{
    /// <summary>Fields of Istio's ProxyConfig that proxies are not told: their own flags and environment say these things.</summary>
    public static readonly string[] Others =
    [
        "configPath", "binaryPath", "serviceCluster", "tracingServiceName", "drainDuration", "discoveryAddress", "zipkinAddress",
        "statsdUdpAddress", "proxyAdminPort", "controlPlaneAuthPolicy", "customConfigFile", "statNameLength", "concurrency",
        "proxyBootstrapTemplatePath", "interceptionMode", "tracing", "envoyAccessLogService", "envoyMetricsService",
        "proxyMetadata", "runtimeValues", "statusPort", "extraStatTags", "terminationDrainDuration", "meshId", "readinessProbe",
        "proxyStatsMatcher", "holdApplicationUntilProxyStarts", "caCertificatesPem", "image", "privateKeyProvider",
        "fileFlushInterval", "fileFlushMinSizeKb", "statsCompression", "connectionSettings", "availabilityZone",
    ];

    static readonly string[] OtherHeaders =
    [
        "forwardedClientCert", "setCurrentClientCertDetails", "metadataExchangeHeaders", "preserveHttp1HeaderCase", "xForwardedHost", "xForwardedPort",
    ];

    public static ProxyConfig Read(FieldReader proxy)
    {
        proxy.Ignore(Others);
        var topology = proxy.Object("gatewayTopology", Topology) ?? new TopologySetting(0, false);
        return new ProxyConfig(
            (int)topology.TrustedProxies,
            topology.ProxyProtocol,
            proxy.Object("proxyHeaders", Headers) ?? ProxyHeaders.Default);
    }

    static TopologySetting Topology(FieldReader topology)
    {
        var setting = new TopologySetting(topology.UInt32("numTrustedProxies") ?? 0, topology.Has("proxyProtocol"));
        topology.Ignore("forwardClientCertDetails", "proxyProtocol");
        return setting;
    }

    static ProxyHeaders Headers(FieldReader headers)
    {
        headers.Ignore(OtherHeaders);
        var server = headers.Object("server", Server);
        return new ProxyHeaders(
            server is not { IsDisabled: true },
            server?.Value ?? "",
            headers.Object("requestId", Switch) is not { IsDisabled: true },
            headers.Object("attemptCount", Switch) is not { IsDisabled: true },
            headers.Object("envoyDebugHeaders", Switch) is not { IsDisabled: true });
    }

    static ServerSetting Server(FieldReader server) => new(server.Boolean("disabled"), server.Text("value"));

    static SwitchSetting Switch(FieldReader header) => new(header.Boolean("disabled"));

    sealed record TopologySetting(long TrustedProxies, bool ProxyProtocol);

    sealed record ServerSetting(bool IsDisabled, string? Value);

    sealed record SwitchSetting(bool IsDisabled);
}
