namespace Mesh.ControlPlane.Resources;

/// <summary>The kinds the control plane understands. Member names are the <c>kind</c> users write.</summary>
public enum ResourceKind
{
    VirtualService,
    DestinationRule,
    Gateway,
    ServiceEntry,
    WorkloadEntry,
    WorkloadGroup,
    Sidecar,
    Service,
    EndpointSlice,
    Endpoints,
    Namespace,
    Pod,
    MeshConfig,
}
