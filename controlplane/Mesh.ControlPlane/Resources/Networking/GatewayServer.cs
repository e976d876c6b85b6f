namespace Mesh.ControlPlane.Resources.Networking;

public sealed record GatewayServer
{
    public required Port Port { get; init; }

    /// <summary>IP or <c>unix://</c> path; null is all addresses.</summary>
    public string? Bind { get; init; }

    /// <summary>As written: <c>[ns/]dnsName</c>, ns <c>*</c> or <c>.</c> (5.3).</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    public ServerTlsSettings? Tls { get; init; }

    public string? Name { get; init; }

    public string? DefaultEndpoint { get; init; }
}
