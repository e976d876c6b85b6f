namespace Mesh.Proxy.Serving.Faults;

/// <summary>What may be tried before the client hears of a fault, by what the fault proves about the application.</summary>
enum FaultRetry : byte
{
    Never,

    /// <summary>No connection came about, so no byte of the request left: any endpoint may be tried.</summary>
    AnyEndpoint,

    /// <summary>The peer says that it has not processed it (RFC 9113 section 8.7): any endpoint may be tried, if its body is still at hand.</summary>
    IfBodyAtHand,

    /// <summary>A kept connection ended before a byte of the response: <see cref="Forwarding.ReplayRule"/> decides.</summary>
    IfUnprocessed,
}
