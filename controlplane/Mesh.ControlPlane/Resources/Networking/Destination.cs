namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Where to send: service, subset, port (3.14).</summary>
public sealed record Destination
{
    /// <summary>As written: a short name is relative to the namespace of the resource that holds it.</summary>
    public required string Host { get; init; }

    public string? Subset { get; init; }

    public int? Port { get; init; }
}
