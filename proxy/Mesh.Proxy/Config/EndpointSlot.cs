using Mesh.Proxy.Telemetry.Metrics;
using Mesh.Proxy.Upstream;

namespace Mesh.Proxy.Config;

/// <summary>What one worker keeps about one endpoint. Written by that worker only.</summary>
sealed class EndpointSlot
{
    /// <summary>Requests (HTTP) or connections (TCP) in flight: least-request's load.</summary>
    public int Active;

    public long Requests;

    /// <summary>Begun so far, those included that did not come about.</summary>
    public long Connections;

    /// <summary>Of <see cref="Connections"/>, those that are no more: less is what is open or being opened.</summary>
    public long ConnectionsEnded;

    /// <summary>Connects that failed, whatever the reason, but for those given up by this side.</summary>
    public long ConnectFailures;

    /// <summary>Of <see cref="ConnectFailures"/>, those by connectTimeout.</summary>
    public long ConnectTimeouts;

    /// <summary>An address that clients dialled and that the worker knows no longer (<see cref="OriginalDestinations"/>): who has noted the endpoint asks again.</summary>
    public bool IsForgotten;

    /// <summary>The series that the last request to the endpoint was counted in, and its key: that of the next one, nearly always.</summary>
    public SeriesKey LastKey;

    public HttpSeries? LastSeries;

    /// <summary>The worker's keep-alive pool; null before the first connection.</summary>
    public Http1Pool? Pool;
}
