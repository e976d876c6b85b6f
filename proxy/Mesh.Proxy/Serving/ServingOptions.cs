using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;

namespace Mesh.Proxy.Serving;

/// <summary>Limits and time-outs of serving and forwarding, the same for all workers. Defaults are Istio's where it has one. A time-out of zero means none.</summary>
sealed record ServingOptions
{
    public static readonly ServingOptions Default = new();

    public Http1Limits Limits { get; init; } = Http1Limits.Default;

    /// <summary>Both ends of HTTP/2 connections.</summary>
    public Http2Options Http2 { get; init; } = Http2Options.Default;

    /// <summary>What a peer may make us hold or do.</summary>
    public Http2Limits Http2Limits { get; init; } = Http2Limits.Default;

    /// <summary>HTTP/1.0 is served, not answered 426 (2.9).</summary>
    public bool AcceptsHttp10 { get; init; }

    /// <summary>From the first byte of a request head to its last: what slowloris runs into.</summary>
    public TimeSpan RequestHeadTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between requests of a connection, and of an exchange or tunnel without a byte in either direction (2.27).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Of an exchange without progress; zero: <see cref="IdleTimeout"/> alone guards it (2.27: Istio's stream idle time-out is off).</summary>
    public TimeSpan StreamIdleTimeout { get; init; }

    /// <summary>For the client to take an answer of the proxy's own whole: then it is reset.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// For an HTTP/2 peer to take anything of what waits to be sent on a stream: then the stream is reset. A window that never opens would hold what is
    /// buffered for it, and the exchange, for as long as the connection lives (CVE-2016-1546).
    /// </summary>
    public TimeSpan Http2StallTimeout { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan TcpIdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Of kept upstream connections.</summary>
    public TimeSpan UpstreamIdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Kept upstream connections per worker and endpoint.</summary>
    public int MaxIdlePerEndpoint { get; init; } = 1024;

    /// <summary>How long a port of undeclared protocol waits for the client to speak first (2.3).</summary>
    public TimeSpan DetectionTimeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Endpoints tried after the first could not be connected to: nothing was sent to those, so nothing can happen twice.</summary>
    public int ConnectRetries { get; init; } = 2;

    /// <summary>What is left of a body when it is handed to the kernel (splice) instead of being read and written.</summary>
    public long RelayThreshold { get; init; } = 256 * 1024;

    /// <summary>What is read and dropped of a request body that nobody wants, to keep the connection.</summary>
    public int MaxDiscardedBody { get; init; } = 64 * 1024;
}
