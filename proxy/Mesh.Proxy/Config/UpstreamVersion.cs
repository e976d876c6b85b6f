namespace Mesh.Proxy.Config;

/// <summary>Which HTTP a cluster's endpoints are spoken to in (2.10).</summary>
enum UpstreamVersion : byte
{
    /// <summary>HTTP/1.1, whatever the client speaks. gRPC is the exception: it has no HTTP/1 form that would work.</summary>
    Http1,

    /// <summary>HTTP/2 by prior knowledge: ports declared http2, grpc, grpc-web.</summary>
    Http2,

    /// <summary>The client's: ports of undeclared protocol, and destinations that no service claims.</summary>
    AsClient,
}
