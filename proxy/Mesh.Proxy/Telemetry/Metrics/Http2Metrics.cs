using Mesh.Protocols.Http2.Abuse;
using Prometheus;

namespace Mesh.Proxy.Telemetry.Metrics;

/// <summary>What HTTP/2 peers did too much of. Envoy's names where it counts the same; by kind for all there are.</summary>
sealed class Http2Metrics
{
    /// <summary>Envoy's names are those of the details, behind this.</summary>
    const string EnvoyPrefix = "envoy_http2_";

    static readonly Http2Abuse[] Kinds = Enum.GetValues<Http2Abuse>();

    /// <summary>Those that Envoy has a counter for.</summary>
    static readonly Http2Abuse[] EnvoysKinds = [Http2Abuse.EmptyFrames, Http2Abuse.PriorityFlood, Http2Abuse.WindowUpdateFlood, Http2Abuse.UnreadAnswers];

    readonly Counter seen;
    readonly Counter ended;
    readonly Counter stalled;
    readonly Counter[] envoys;

    public Http2Metrics(IMetricFactory factory)
    {
        seen = factory.CreateCounter("mesh_proxy_http2_abuse_total", "What HTTP/2 peers did that could be abuse, within its limit or not.", ["kind"]);
        ended = factory.CreateCounter("mesh_proxy_http2_floods_total", "HTTP/2 connections ended because their peer did too much of this.", ["kind"]);
        stalled = factory.CreateCounter(EnvoyPrefix + "tx_flush_timeout", "HTTP/2 streams whose peer took nothing of what was to be sent.");
        envoys = [.. EnvoysKinds.Select(kind => factory.CreateCounter(EnvoyPrefix + NameOf(kind), "HTTP/2 connections ended for this."))];
    }

    public void Collect(IReadOnlyList<WorkerTelemetry> workers)
    {
        stalled.IncTo(workers.Sum(worker => worker.Counters.StalledStreams));
        foreach (var kind in Kinds)
        {
            seen.WithLabels(NameOf(kind)).IncTo(workers.Sum(worker => worker.Counters.Http2?.Seen(kind) ?? 0));
            ended.WithLabels(NameOf(kind)).IncTo(Ended(workers, kind));
        }

        for (var i = 0; i < envoys.Length; i++)
        {
            envoys[i].IncTo(Ended(workers, EnvoysKinds[i]));
        }
    }

    static long Ended(IReadOnlyList<WorkerTelemetry> workers, Http2Abuse kind) => workers.Sum(worker => worker.Counters.Http2?.Ended(kind) ?? 0);

    static string NameOf(Http2Abuse kind) => Http2AbuseNames.Of(kind)["http2.".Length..];
}
