namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Retry policy (3.22-3.24).</summary>
public sealed record HttpRetry
{
    /// <summary>Retries after the first try; 0 disables.</summary>
    public int Attempts { get; init; }

    public TimeSpan? PerTryTimeout { get; init; }

    public TimeSpan? Backoff { get; init; }

    public string? RetryOn { get; init; }

    public bool? RetryRemoteLocalities { get; init; }

    public bool? RetryIgnorePreviousHosts { get; init; }
}
