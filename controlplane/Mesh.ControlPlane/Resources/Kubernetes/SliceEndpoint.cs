namespace Mesh.ControlPlane.Resources.Kubernetes;

public sealed record SliceEndpoint
{
    /// <summary>Interchangeable addresses of one endpoint; consumers use the first.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Not written counts as ready.</summary>
    public bool Ready { get; init; } = true;

    public bool Serving { get; init; } = true;

    public bool Terminating { get; init; }

    public string? Hostname { get; init; }

    public string? NodeName { get; init; }

    public string? Zone { get; init; }

    /// <summary>Pod that backs the endpoint; null when it is not a Pod.</summary>
    public PodReference? Pod { get; init; }
}
