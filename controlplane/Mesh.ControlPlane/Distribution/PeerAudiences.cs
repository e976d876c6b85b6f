namespace Mesh.ControlPlane.Distribution;

/// <summary>The audiences that one peer brought. Not thread-safe.</summary>
sealed class PeerAudiences(DistributionOptions options, TimeProvider time)
{
    readonly TokenBucket bucket = new(options.NewAudienceBurst, options.NewAudiencesPerSecond, time);

    /// <summary>Those that are still there, whoever else joined them.</summary>
    public int Count { get; set; }

    /// <summary>Nothing is known of it that a new one would not know.</summary>
    public bool IsIdle => Count == 0 && bucket.IsFull;

    public bool TryBring() => bucket.TryTake();
}
