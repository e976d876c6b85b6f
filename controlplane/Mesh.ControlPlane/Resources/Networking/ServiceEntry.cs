namespace Mesh.ControlPlane.Resources.Networking;

/// <summary><c>networking.istio.io ServiceEntry</c>: a service the platform does not know (5.12-5.18).</summary>
public sealed record ServiceEntry : Resource
{
    public override ResourceKind Kind => ResourceKind.ServiceEntry;

    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>VIPs or CIDRs.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    public IReadOnlyList<Port> Ports { get; init; } = [];

    public ServiceEntryLocation Location { get; init; }

    public ServiceEntryResolution Resolution { get; init; }

    /// <summary>Excludes <see cref="WorkloadSelector"/>.</summary>
    public IReadOnlyList<WorkloadEntrySpec> Endpoints { get; init; } = [];

    /// <summary>Pods and WorkloadEntries of the same namespace; null is none.</summary>
    public ObjectSelector? WorkloadSelector { get; init; }

    public IReadOnlyList<string> ExportTo { get; init; } = [];

    public IReadOnlyList<string> SubjectAltNames { get; init; } = [];
}
