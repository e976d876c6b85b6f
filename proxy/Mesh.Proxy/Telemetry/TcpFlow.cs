using Mesh.Proxy.Config;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry.Metrics;
using WorkloadIdentity = Mesh.Contract.WorkloadIdentity;

namespace Mesh.Proxy.Telemetry;

/// <summary>One forwarded TCP connection, as metrics and the access log see it. One object per connection.</summary>
sealed class TcpFlow
{
    public Direction Direction { get; set; }

    public Snapshot Snapshot { get; set; } = Snapshot.Empty;

    public string DownstreamRemoteAddress { get; set; } = "";

    public string DownstreamLocalAddress { get; set; } = "";

    /// <summary>Inbound: who calls, if known.</summary>
    public WorkloadIdentity? SourceWorkload { get; set; }

    /// <summary>The name that its ClientHello asks for, if that was looked at.</summary>
    public string RequestedServerName { get; set; } = "";

    public Route? Route { get; set; }

    public Cluster? Cluster { get; set; }

    public Endpoint? Endpoint { get; set; }

    public string ClusterName { get; set; } = "";

    public string DecidedBy { get; set; } = "";

    public string UpstreamLocalAddress { get; set; } = "";

    public ResponseFlags Flags { get; set; }

    public string Details { get; set; } = "";

    public string UpstreamFailure { get; set; } = "";

    /// <summary>From downstream.</summary>
    public long BytesReceived { get; set; }

    /// <summary>To downstream.</summary>
    public long BytesSent { get; set; }

    /// <summary>What TcpProgress has already counted.</summary>
    public long ReportedReceived { get; set; }

    public long ReportedSent { get; set; }

    public long Started { get; set; }

    public long Ended { get; set; }

    /// <summary>Where it is counted; WorkerTelemetry's own.</summary>
    internal TcpSeries? Series { get; set; }
}
