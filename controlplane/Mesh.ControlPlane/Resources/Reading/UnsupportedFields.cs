using System.Collections.Frozen;
using Mesh.ControlPlane.Resources.Reading.MeshWide;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>
/// Fields that are read and validated but that the data plane does not act on yet, each with what that means for traffic. The one
/// table of its kind: whoever implements a field deletes its line, and its warning is gone.
/// </summary>
/// <remarks>Patterns: <c>[]</c> is any list item, <c>{}</c> any map key, <c>=X</c> a single value of a field.</remarks>
static class UnsupportedFields
{
    const string NoUpstreamTls = "connections are made without TLS";
    const string NoServerTls = "no TLS is terminated, the server is not opened";

    static readonly FrozenDictionary<string, string> Meanings = Build();

    /// <summary>What a written field that matches <paramref name="pattern"/> does not do yet; null when it is supported.</summary>
    public static string? Meaning(string kind, string pattern) => Meanings.GetValueOrDefault($"{kind} {pattern}");

    /// <summary>All patterns, each after its kind and a space.</summary>
    public static IEnumerable<string> Patterns => Meanings.Keys;

    static FrozenDictionary<string, string> Build()
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        AddVirtualService(table);
        foreach (var policy in (string[])["spec.trafficPolicy", "spec.subsets[].trafficPolicy"])
        {
            AddPolicy(table, policy);
            AddPortPolicy(table, policy);
            AddPortPolicy(table, $"{policy}.portLevelSettings[]");
        }

        AddGateway(table);
        AddServiceEntry(table);
        AddWorkloads(table);
        AddSidecar(table);
        AddMeshConfig(table);
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }

    static void AddVirtualService(Dictionary<string, string> table)
    {
        const string Http = "VirtualService spec.http[]";
        table[$"{Http}.match[].statPrefix"] = "no per-route statistics are kept";
        table[$"{Http}.match[].headers{{}}=@request.auth.claims"] = "JWT claims are not validated, the condition never holds";
        table[$"{Http}.match[].withoutHeaders{{}}=@request.auth.claims"] = "JWT claims are not validated, the claim counts as missing";
        table[$"{Http}.redirect"] = "matching requests are answered 404, not redirected";
        table[$"{Http}.directResponse"] = "matching requests are answered 404, not with this response";
        table[$"{Http}.delegate"] = "the delegate's routes are not merged, matching requests are answered 404";
        table[$"{Http}.retries"] = "each request is tried once";
        table[$"{Http}.fault"] = "no faults are injected";
        table[$"{Http}.mirror"] = "no requests are mirrored";
        table[$"{Http}.mirrors"] = "no requests are mirrored";
        table[$"{Http}.corsPolicy"] = "preflights are forwarded and no CORS headers are added";
        table["VirtualService spec.tcp[].match[].sourceSubnet"] = "the condition is ignored";
    }

    static void AddPolicy(Dictionary<string, string> table, string policy)
    {
        table[$"DestinationRule {policy}.tunnel"] = "connections go to the destination directly";
        table[$"DestinationRule {policy}.retryBudget"] = "each request is tried once, there are no retries to budget";
    }

    static void AddPortPolicy(Dictionary<string, string> table, string policy)
    {
        var balancer = $"DestinationRule {policy}.loadBalancer";
        table[$"{balancer}.consistentHash"] = "hosts are picked by least request, without affinity";
        table[$"{balancer}.backendUtilization"] = "endpoint weights do not follow load reports";
        table[$"{balancer}.localityLbSetting"] = "localities are not considered";
        table[$"{balancer}.zoneAwareLbSetting"] = "zones are not considered";
        table[$"{balancer}.warmup"] = "new endpoints take their full share at once";
        table[$"{balancer}.warmupDurationSecs"] = "new endpoints take their full share at once";
        table[$"DestinationRule {policy}.outlierDetection"] = "failing endpoints are not ejected";
        table[$"DestinationRule {policy}.tls.mode=SIMPLE"] = NoUpstreamTls;
        table[$"DestinationRule {policy}.tls.mode=MUTUAL"] = NoUpstreamTls;
        table[$"DestinationRule {policy}.tls.mode=ISTIO_MUTUAL"] = NoUpstreamTls;
        AddPool(table, $"DestinationRule {policy}.connectionPool");
    }

    static void AddPool(Dictionary<string, string> table, string pool)
    {
        table[$"{pool}.http"] = "HTTP limits and lifetimes are not applied";
        table[$"{pool}.tcp.maxConnections"] = "the number of connections is not limited";
        table[$"{pool}.tcp.tcpKeepalive"] = "keep-alive is the operating system's";
        table[$"{pool}.tcp.maxConnectionDuration"] = "connections are not closed for their age";
        table[$"{pool}.tcp.idleTimeout"] = "idle connections are closed after one hour";
    }

    static void AddGateway(Dictionary<string, string> table)
    {
        const string Server = "Gateway spec.servers[]";
        table[$"{Server}.tls.mode=SIMPLE"] = NoServerTls;
        table[$"{Server}.tls.mode=MUTUAL"] = NoServerTls;
        table[$"{Server}.tls.mode=ISTIO_MUTUAL"] = NoServerTls;
        table[$"{Server}.tls.mode=OPTIONAL_MUTUAL"] = NoServerTls;
        table[$"{Server}.tls.mode=AUTO_PASSTHROUGH"] = "connections are not routed by the names that other clusters make of services, the server is not opened";
        table[$"{Server}.defaultEndpoint"] = "it has no effect in Istio either";
        table[$"{Server}.port.protocol=HTTP2"] = "HTTP/2 is not spoken yet, the server speaks HTTP/1.1";
        table[$"{Server}.port.protocol=GRPC"] = "HTTP/2 is not spoken yet, the server speaks HTTP/1.1";
        table[$"{Server}.port.protocol=GRPC-WEB"] = "gRPC-Web is not translated, the server speaks HTTP/1.1";
    }

    static void AddServiceEntry(Dictionary<string, string> table)
    {
        table["ServiceEntry spec.subjectAltNames"] = "connections are made without TLS, no name is verified";
        table["ServiceEntry spec.resolution=DYNAMIC_DNS"] = "wildcard hosts are not resolved, requests to them are answered 503";
        table["ServiceEntry spec.ports[].protocol=UDP"] = "UDP is not captured";
        AddEndpoint(table, "ServiceEntry spec.endpoints[]");
    }

    static void AddWorkloads(Dictionary<string, string> table)
    {
        AddEndpoint(table, "WorkloadEntry spec");
        table["WorkloadGroup spec"] = "workloads do not register themselves, write WorkloadEntries";
        table["Service spec.trafficDistribution"] = "localities are not considered";
    }

    static void AddEndpoint(Dictionary<string, string> table, string endpoint)
    {
        table[$"{endpoint}.network"] = "the address is called directly, whatever network it is on";
        table[$"{endpoint}.locality"] = "localities are not considered";
    }

    static void AddSidecar(Dictionary<string, string> table)
    {
        table["Sidecar spec.ingress"] = "all inbound ports are served as without it";
        table["Sidecar spec.egress[].port"] = "no listener is opened, the hosts are imported on all ports";
        table["Sidecar spec.egress[].bind"] = "no listener is opened";
        table["Sidecar spec.egress[].captureMode=NONE"] = "no listener is opened";
        table["Sidecar spec.inboundConnectionPool"] = "inbound connections are not limited";
        table["Sidecar spec.outboundTrafficPolicy.egressProxy"] = "unknown traffic goes to its destination directly";
    }

    static void AddMeshConfig(Dictionary<string, string> table)
    {
        table["MeshConfig outboundTrafficPolicy.mode=ALLOW_ANY_DYNAMIC_DNS"] = "it counts as ALLOW_ANY";
        foreach (var field in ProxyConfigReader.Others)
        {
            table[$"MeshConfig defaultConfig.{field}"] = "proxies take this setting from their own flags and environment";
        }

        table["MeshConfig defaultConfig.gatewayTopology.forwardClientCertDetails"] = "there is no mutual TLS yet";
        table["MeshConfig defaultConfig.proxyHeaders.forwardedClientCert"] = "there is no mutual TLS yet";
        table["MeshConfig defaultConfig.proxyHeaders.setCurrentClientCertDetails"] = "there is no mutual TLS yet";
        table["MeshConfig defaultConfig.proxyHeaders.metadataExchangeHeaders"] = "the mesh alone is told who calls, as IN_MESH says";
        table["MeshConfig defaultConfig.proxyHeaders.preserveHttp1HeaderCase"] = "names of HTTP/1.1 fields keep their case always";
        table["MeshConfig defaultConfig.proxyHeaders.xForwardedHost"] = "x-forwarded-host is not added";
        table["MeshConfig defaultConfig.proxyHeaders.xForwardedPort"] = "x-forwarded-port is not added";
        table["MeshConfig enableTracing"] = "no spans are sent";
        table["MeshConfig extensionProviders"] = "no provider is called";
        table["MeshConfig defaultProviders"] = "no provider is called";
        table["MeshConfig inboundTrafficPolicy"] = "inbound traffic goes to the address it was sent to";
        table["MeshConfig localityLbSetting"] = "localities are not considered";
        table["MeshConfig zoneAwareLbSetting"] = "zones are not considered";
        table["MeshConfig h2UpgradePolicy"] = "HTTP/2 is not spoken yet";
        table["MeshConfig tcpKeepalive"] = "keep-alive is the operating system's";
        table["MeshConfig caCertificates"] = "there is no mutual TLS yet";
        table["MeshConfig meshMTLS"] = "there is no mutual TLS yet";
        table["MeshConfig tlsDefaults"] = "connections are made without TLS";
        table["MeshConfig discoverySelectors"] = "all namespaces are read";
        table["MeshConfig serviceSettings"] = "no service is cluster-local";
        table["MeshConfig defaultHttpRetryPolicy"] = "each request is tried once";
        table["MeshConfig defaultInboundHttpRetryPolicy"] = "each request is tried once";
        table["MeshConfig defaultTrafficPolicy"] = "only DestinationRules set traffic policy";
        table["MeshConfig enableEnvoyAccessLogService"] = "logs are written to accessLogFile only";
        table["MeshConfig proxyHttpPort"] = "no HTTP proxy port is opened";
        table["MeshConfig inboundClusterStatName"] = "the name has no effect";
        table["MeshConfig outboundClusterStatName"] = "the name has no effect";
        table["MeshConfig serviceEntryVisibility"] = "exportTo alone decides";
    }
}
