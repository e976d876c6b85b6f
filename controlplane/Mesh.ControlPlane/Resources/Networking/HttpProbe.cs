namespace Mesh.ControlPlane.Resources.Networking;

public sealed record HttpProbe
{
    public string? Path { get; init; }

    public required int Port { get; init; }

    public string? Host { get; init; }

    public string? Scheme { get; init; }

    public IReadOnlyList<ProbeHeader> HttpHeaders { get; init; } = [];
}
