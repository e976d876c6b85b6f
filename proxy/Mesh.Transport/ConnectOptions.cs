using System.Net;

namespace Mesh.Transport;

/// <summary>How to connect.</summary>
public sealed record ConnectOptions
{
    public static readonly ConnectOptions Default = new();

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Source address to bind (1.11: 127.0.0.6 and ::6), or null for the kernel's choice. A source of the other family is ignored.</summary>
    public IPAddress? SourceIPv4 { get; init; }

    public IPAddress? SourceIPv6 { get; init; }

    /// <summary>By which the connect can be given up, or null.</summary>
    public ConnectCancellation? Cancellation { get; init; }
}
