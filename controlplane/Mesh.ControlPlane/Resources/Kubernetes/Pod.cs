namespace Mesh.ControlPlane.Resources.Kubernetes;

/// <summary>The parts of a <c>v1 Pod</c> that make it a workload: labels (in <see cref="Resource.Meta"/>), addresses, ports,
/// account.</summary>
public sealed record Pod : Resource
{
    public override ResourceKind Kind => ResourceKind.Pod;

    /// <summary>"default" when not written.</summary>
    public string ServiceAccount { get; init; } = "default";

    public string? NodeName { get; init; }

    public bool HostNetwork { get; init; }

    public IReadOnlyList<ContainerPort> ContainerPorts { get; init; } = [];

    /// <summary><c>status.podIPs</c>, or <c>status.podIP</c>.</summary>
    public IReadOnlyList<string> Ips { get; init; } = [];

    /// <summary>Pending, Running, Succeeded, Failed, Unknown; null when not written.</summary>
    public string? Phase { get; init; }

    /// <summary>The Ready condition; true when no status conditions are written.</summary>
    public bool Ready { get; init; } = true;
}
