namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>Who a proxy is, in the words of Istio's injector, and what it is started with.</summary>
public sealed record SidecarOptions
{
    public required string PodName { get; init; }

    public string Namespace { get; init; } = "default";

    /// <summary>INSTANCE_IP.</summary>
    public required string Address { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public string ServiceAccount { get; init; } = "default";

    public bool IsGateway { get; init; }

    public int Workers { get; init; } = 1;

    /// <summary>More flags of `mesh-proxy run`.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>host:port of the control plane.</summary>
    public required string Control { get; init; }
}
