namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Exactly one key is set (4.7-4.9).</summary>
public sealed record ConsistentHash
{
    public string? HttpHeaderName { get; init; }

    public HashCookie? HttpCookie { get; init; }

    public bool UseSourceIp { get; init; }

    public string? HttpQueryParameterName { get; init; }

    /// <summary><c>ringHash.minimumRingSize</c> or the deprecated top-level one; null means Istio's 1024.</summary>
    public long? MinimumRingSize { get; init; }

    /// <summary>Non-null selects Maglev; the value is its table size, 0 when not written (65537).</summary>
    public long? MaglevTableSize { get; init; }
}
