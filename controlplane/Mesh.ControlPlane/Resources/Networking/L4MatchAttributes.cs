namespace Mesh.ControlPlane.Resources.Networking;

public sealed record L4MatchAttributes
{
    /// <summary>IPs or CIDRs of the original destination.</summary>
    public IReadOnlyList<string> DestinationSubnets { get; init; } = [];

    public int? Port { get; init; }

    /// <summary>Hidden in Istio's documentation; an IP or CIDR of the client.</summary>
    public string? SourceSubnet { get; init; }

    public IReadOnlyDictionary<string, string> SourceLabels { get; init; } = StringMap.Empty;

    public string? SourceNamespace { get; init; }

    public IReadOnlyList<string> Gateways { get; init; } = [];
}
