namespace Mesh.ControlPlane.Resources.Networking;

public sealed record TlsMatchAttributes
{
    public IReadOnlyList<string> SniHosts { get; init; } = [];

    public IReadOnlyList<string> DestinationSubnets { get; init; } = [];

    public int? Port { get; init; }

    public IReadOnlyDictionary<string, string> SourceLabels { get; init; } = StringMap.Empty;

    public string? SourceNamespace { get; init; }

    public IReadOnlyList<string> Gateways { get; init; } = [];
}
