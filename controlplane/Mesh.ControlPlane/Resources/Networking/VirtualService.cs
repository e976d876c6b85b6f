namespace Mesh.ControlPlane.Resources.Networking;

/// <summary><c>networking.istio.io VirtualService</c>: how requests to hosts are routed (3.1-3.33).</summary>
public sealed record VirtualService : Resource
{
    public override ResourceKind Kind => ResourceKind.VirtualService;

    /// <summary>As written: FQDN, short name, or leftmost wildcard; empty for a delegate (3.1).</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>As written: <c>ns/name</c>, <c>name</c> or <c>mesh</c>; empty means <c>[mesh]</c> (3.2).</summary>
    public IReadOnlyList<string> Gateways { get; init; } = [];

    /// <summary>Namespaces, <c>.</c> or <c>*</c>; empty means the mesh default (3.3).</summary>
    public IReadOnlyList<string> ExportTo { get; init; } = [];

    public IReadOnlyList<HttpRoute> Http { get; init; } = [];

    public IReadOnlyList<TlsRoute> Tls { get; init; } = [];

    public IReadOnlyList<TcpRoute> Tcp { get; init; } = [];
}
