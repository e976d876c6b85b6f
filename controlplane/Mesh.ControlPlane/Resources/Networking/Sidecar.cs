namespace Mesh.ControlPlane.Resources.Networking;

/// <summary><c>networking.istio.io Sidecar</c>: what a workload's proxy listens on and knows (5.22-5.27).</summary>
public sealed record Sidecar : Resource
{
    public override ResourceKind Kind => ResourceKind.Sidecar;

    /// <summary>Null: the default of its namespace (of the mesh, in the root namespace).</summary>
    public ObjectSelector? WorkloadSelector { get; init; }

    public IReadOnlyList<SidecarIngressListener> Ingress { get; init; } = [];

    public IReadOnlyList<SidecarEgressListener> Egress { get; init; } = [];

    public ConnectionPoolSettings? InboundConnectionPool { get; init; }

    /// <summary>Null: the mesh's own.</summary>
    public OutboundTrafficPolicy? OutboundTrafficPolicy { get; init; }
}
