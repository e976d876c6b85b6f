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

    /// <summary>Bytes of a Hello: 10,000 services need about 2 MB.</summary>
    public int MaxHelloLength { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes of any later message of a proxy.</summary>
    public int MaxMessageLength { get; init; } = 1024 * 1024;

    /// <summary>Resources are gathered in frames of about this size; a larger one goes alone.</summary>
    public int FrameSize { get; init; } = 900 * 1024;
}
