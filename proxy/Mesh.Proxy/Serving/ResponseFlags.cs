namespace Mesh.Proxy.Serving;

/// <summary>Envoy's response flags (7.19). Printed in the order of the bits, comma-separated; "-" for none.</summary>
[Flags]
enum ResponseFlags
{
    None = 0,

    /// <summary>UH: no healthy upstream.</summary>
    NoHealthyUpstream = 1 << 0,

    /// <summary>UF: upstream connection failure.</summary>
    UpstreamConnectionFailure = 1 << 1,

    /// <summary>UO: upstream overflow.</summary>
    UpstreamOverflow = 1 << 2,

    /// <summary>NR: no route.</summary>
    NoRouteFound = 1 << 3,

    /// <summary>URX: retry or connect-attempt limit.</summary>
    UpstreamRetryLimitExceeded = 1 << 4,

    /// <summary>NC: cluster not found.</summary>
    NoClusterFound = 1 << 5,

    /// <summary>DT: duration time-out.</summary>
    DurationTimeout = 1 << 6,

    /// <summary>DC: downstream connection termination.</summary>
    DownstreamConnectionTermination = 1 << 7,

    /// <summary>UT: upstream request time-out.</summary>
    UpstreamRequestTimeout = 1 << 8,

    /// <summary>LR: local reset.</summary>
    LocalReset = 1 << 9,

    /// <summary>UR: upstream remote reset.</summary>
    UpstreamRemoteReset = 1 << 10,

    /// <summary>UC: upstream connection termination.</summary>
    UpstreamConnectionTermination = 1 << 11,

    /// <summary>SI: stream idle time-out.</summary>
    StreamIdleTimeout = 1 << 12,

    /// <summary>DPE: downstream protocol error.</summary>
    DownstreamProtocolError = 1 << 13,

    /// <summary>UPE: upstream protocol error.</summary>
    UpstreamProtocolError = 1 << 14,

    /// <summary>OM: overload manager.</summary>
    OverloadManager = 1 << 15,
}
