namespace Mesh.Protocols.Http1;

/// <summary>Fields that the proxy acts on, recognised once while parsing (case-insensitively).</summary>
public enum Http1KnownField : byte
{
    Other,
    Host,
    ContentLength,
    TransferEncoding,
    Connection,
    KeepAlive,
    ProxyConnection,
    Te,
    Trailer,
    Upgrade,
    Expect,
    UserAgent,
    XForwardedFor,
    XForwardedProto,
    XRequestId,
    XEnvoyUpstreamServiceTime,
    XEnvoyAttemptCount,
    XEnvoyPeerMetadata,
    XEnvoyPeerMetadataId,
    Server,
    Date,
    ContentType,
    GrpcStatus,
}
