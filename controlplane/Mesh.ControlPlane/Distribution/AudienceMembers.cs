namespace Mesh.ControlPlane.Distribution;

/// <summary>The connected proxies of one audience. Not thread-safe.</summary>
/// <param name="broughtBy">The peer it is charged to; null for nobody.</param>
sealed class AudienceMembers(string? broughtBy)
{
    public string? BroughtBy => broughtBy;

    public int Count { get; set; }
}
