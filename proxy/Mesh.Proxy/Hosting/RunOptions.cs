using System.Net;
using Mesh.Proxy.Identity;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Hosting;

/// <summary>What `mesh-proxy run` was asked for.</summary>
sealed record RunOptions
{
    /// <summary>Address of the control plane; null with <see cref="ConfigFile"/>.</summary>
    public string? Control { get; init; }

    public string? ConfigFile { get; init; }

    /// <summary>Where the last good snapshot is kept; null: nowhere.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Null: from ISTIO_CPU_LIMIT, the cgroup or the cores (11.9).</summary>
    public int? Workers { get; init; }

    public TransportKind Transport { get; init; }

    /// <summary>Outbound and inbound captured connections; null: not listened for.</summary>
    public IPEndPoint? OutboundListen { get; init; }

    public IPEndPoint? InboundListen { get; init; }

    /// <summary>Without capture: a listening address and the service port it stands for.</summary>
    public IReadOnlyList<(IPEndPoint Listen, int ServicePort)> ExplicitOutbound { get; init; } = [];

    /// <summary>Without capture: a listening address and the application behind it.</summary>
    public IReadOnlyList<(IPEndPoint Listen, IPEndPoint Application)> ExplicitInbound { get; init; } = [];

    /// <summary>15000, 15020, 15021, 15090; null: not listened for.</summary>
    public IPEndPoint? Admin { get; init; }

    public IPEndPoint? Agent { get; init; }

    public IPEndPoint? Health { get; init; }

    public IPEndPoint? Metrics { get; init; }

    public NodeOptions Node { get; init; } = new();

    public ServingOptions Serving { get; init; } = ServingOptions.Default;

    /// <summary>From SIGTERM to the end (terminationDrainDuration, 11.4).</summary>
    public TimeSpan DrainDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Per worker and listener; more wait in the backlog.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    public string LogLevel { get; init; } = "info";

    /// <summary>As it was written, for /server_info.</summary>
    public IReadOnlyDictionary<string, string> CommandLine { get; init; } = new Dictionary<string, string>();
}
