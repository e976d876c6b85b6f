using Mesh.Contract;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Limits of the stream to proxies.</summary>
sealed record DistributionOptions
{
    /// <summary>Connections served at once; one more is refused with a reason.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>How long a connection may take to introduce itself.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this long without a byte from the proxy it is asked whether it lives.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After this long without a byte from the proxy the connection is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a proxy may take to read and acknowledge a generation.</summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Connections that have not introduced themselves; beyond it the oldest of them is closed.</summary>
    public int MaxUnintroduced { get; init; } = 1_000;

    /// <summary>Bytes of a Hello, the first message of a peer that nothing is known of.</summary>
    public int MaxHelloLength { get; init; } = 64 * 1024;

    /// <summary>Bytes of memory for all that a proxy says it holds: 10,000 services need about 6 MB.</summary>
    public int MaxHeldLength { get; init; } = 24 * 1024 * 1024;

    /// <summary>The same of all proxies together that are being answered.</summary>
    public long MaxHeldTotal { get; init; } = 256 * 1024 * 1024;

    /// <summary>The same of the proxies of one peer, so that it does not take what others need.</summary>
    public long MaxHeldOfPeer { get; init; } = 128 * 1024 * 1024;

    /// <summary>Audiences (kinds of proxies that need config of their own) of connected proxies.</summary>
    public int MaxAudiences { get; init; } = 2_000;

    /// <summary>The same of those that one peer brought.</summary>
    public int MaxAudiencesOfPeer { get; init; } = 1_000;

    /// <summary>
    /// New audiences that one peer may cause at once: as many as it may have, so that after a restart all proxies behind one translated address
    /// are served without delay.
    /// </summary>
    public int NewAudienceBurst { get; init; } = 1_000;

    /// <summary>New audiences that one peer may cause from then on.</summary>
    public int NewAudiencesPerSecond { get; init; } = 20;

    /// <summary>Bytes of any later message of a proxy.</summary>
    public int MaxMessageLength { get; init; } = 1024 * 1024;

    /// <summary>Bytes of one resource: a larger one is not sent, and said to be so.</summary>
    public int MaxResourceSize { get; init; } = Framing.MaxFrameLength - DeltaFrames.Overhead;

    /// <summary>Resources are gathered in frames of about this size; a larger one goes alone.</summary>
    public int FrameSize { get; init; } = 900 * 1024;
}
