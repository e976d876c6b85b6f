namespace Mesh.Transport;

/// <summary>How to listen. The defaults are those of a proxy's listener.</summary>
public sealed record ListenOptions
{
    public static readonly ListenOptions Default = new();

    /// <summary>SO_REUSEPORT: each loop has its own queue of the same address.</summary>
    public bool ReusePort { get; init; } = true;

    public int Backlog { get; init; } = 4096;

    /// <summary>IPV6_V6ONLY.</summary>
    public bool IPv6Only { get; init; } = true;

    /// <summary>Connections this listener may have open at once on this loop; more wait in the backlog.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;
}
