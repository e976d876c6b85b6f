using Mesh.Contract;

namespace Mesh.Proxy.Identity;

/// <summary>What the command line says about this node; what it leaves out is taken from the environment.</summary>
sealed record NodeOptions
{
    public NodeType Type { get; init; } = NodeType.Sidecar;

    public string? Id { get; init; }

    public string? Namespace { get; init; }

    public string? Workload { get; init; }

    public string? ServiceAccount { get; init; }

    public string? ClusterId { get; init; }

    public string? MeshId { get; init; }

    public string? Network { get; init; }

    /// <summary>"key=value".</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>IP addresses of the workload.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Where the downward API puts labels and annotations.</summary>
    public string PodDirectory { get; init; } = "/etc/istio/pod";
}
