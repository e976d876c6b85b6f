namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>One endpoint outside Kubernetes: a WorkloadEntry, a ServiceEntry endpoint or a WorkloadGroup template (5.16, 5.19).</summary>
public sealed record WorkloadEntrySpec
{
    /// <summary>IP, DNS name or <c>unix://</c> path; empty when only <see cref="Network"/> is given.</summary>
    public string Address { get; init; } = "";

    /// <summary>Service port name to this endpoint's port.</summary>
    public IReadOnlyDictionary<string, int> Ports { get; init; } = PortMap.Empty;

    public IReadOnlyDictionary<string, string> Labels { get; init; } = StringMap.Empty;

    public string? Network { get; init; }

    /// <summary><c>region/zone/subzone</c>.</summary>
    public string? Locality { get; init; }

    /// <summary>0 when not written, which counts as 1.</summary>
    public long Weight { get; init; }

    public string? ServiceAccount { get; init; }
}
