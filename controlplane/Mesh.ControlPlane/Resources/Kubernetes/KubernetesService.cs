namespace Mesh.ControlPlane.Resources.Kubernetes;

/// <summary><c>v1 Service</c>.</summary>
public sealed record KubernetesService : Resource
{
    public override ResourceKind Kind => ResourceKind.Service;

    /// <summary>ClusterIP (also when not written), NodePort, LoadBalancer or ExternalName.</summary>
    public string Type { get; init; } = "ClusterIP";

    /// <summary>Without "None"; empty when headless or not yet assigned.</summary>
    public IReadOnlyList<string> ClusterIps { get; init; } = [];

    /// <summary><c>clusterIP: None</c>.</summary>
    public bool Headless { get; init; }

    public IReadOnlyList<ServicePort> Ports { get; init; } = [];

    public IReadOnlyDictionary<string, string> Selector { get; init; } = StringMap.Empty;

    public string? ExternalName { get; init; }

    public IReadOnlyList<string> ExternalIps { get; init; } = [];

    public bool PublishNotReadyAddresses { get; init; }

    public string? TrafficDistribution { get; init; }

    public string? InternalTrafficPolicy { get; init; }

    public string? SessionAffinity { get; init; }
}
