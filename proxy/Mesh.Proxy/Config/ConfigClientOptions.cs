using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>How to talk to the control plane.</summary>
sealed record ConfigClientOptions
{
    public required ControlAddress Control { get; init; }

    public required Node Node { get; init; }

    public string ProxyVersion { get; init; } = "";

    /// <summary>Where the last good snapshot is kept (--state-dir); null: nowhere.</summary>
    public string? StateDirectory { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After so long without a byte the control plane is asked whether it lives.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After so long without a byte the stream is given up.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The most bytes of one message: what a hostile peer can make us hold unparsed.</summary>
    public int MaxMessageBytes { get; init; } = Framing.MaxFrameLength;

    /// <summary>The most bytes of one generation that is not complete yet, and of all resources together.</summary>
    public long MaxGenerationBytes { get; init; } = 256L << 20;

    /// <summary>Of the jitter.</summary>
    public ulong Seed { get; init; } = 1;
}
