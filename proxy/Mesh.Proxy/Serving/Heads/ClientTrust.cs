namespace Mesh.Proxy.Serving.Heads;

/// <summary>Which of a client's x-envoy-* fields are believed (2.22).</summary>
enum ClientTrust : byte
{
    /// <summary>Part of the mesh, or beside it: a sidecar passes on what came.</summary>
    Mesh,

    /// <summary>A gateway's client with an internal address, which speaks for itself: that it is internal, the gateway says.</summary>
    Internal,

    /// <summary>A gateway's client from outside: none, nor its x-request-id.</summary>
    External,
}
