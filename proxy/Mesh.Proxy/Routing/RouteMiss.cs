namespace Mesh.Proxy.Routing;

/// <summary>Why no route was found.</summary>
enum RouteMiss : byte
{
    None,

    /// <summary>The host is not known and the policy is ALLOW_ANY: forward to the original destination (PassthroughCluster).</summary>
    Passthrough,

    /// <summary>The host is not known and the policy is REGISTRY_ONLY: 502 (BlackHoleCluster).</summary>
    Blocked,

    /// <summary>The host is known but no rule matches: 404, NR (3.33).</summary>
    NotFound,

    /// <summary>Gateway server with httpsRedirect: 301 (5.5).</summary>
    HttpsRedirect,
}
