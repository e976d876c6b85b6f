namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>A port of a Gateway server, a ServiceEntry or a Sidecar listener.</summary>
public sealed record Port
{
    /// <summary>1-65535; 0 on a unix domain socket.</summary>
    public required int Number { get; init; }

    /// <summary>As written, any case; empty when absent (then inferred from the name, else TCP).</summary>
    public string Protocol { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Where endpoints listen; null is <see cref="Number"/>.</summary>
    public int? TargetPort { get; init; }
}
