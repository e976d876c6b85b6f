namespace Mesh.ControlPlane.Resources.Networking;

/// <summary><c>networking.istio.io Gateway</c>: listeners on gateway workloads (5.1-5.10).</summary>
public sealed record Gateway : Resource
{
    public override ResourceKind Kind => ResourceKind.Gateway;

    public IReadOnlyList<GatewayServer> Servers { get; init; } = [];

    /// <summary>Gateway workloads, in all namespaces. Empty selects every gateway.</summary>
    public ObjectSelector Selector { get; init; } = new(StringMap.Empty);
}
