namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Cross-origin rules (3.29).</summary>
public sealed record CorsPolicy
{
    /// <summary>Includes the deprecated <c>allowOrigin</c> strings, as exact matches.</summary>
    public IReadOnlyList<StringMatch> AllowOrigins { get; init; } = [];

    public IReadOnlyList<string> AllowMethods { get; init; } = [];

    public IReadOnlyList<string> AllowHeaders { get; init; } = [];

    public IReadOnlyList<string> ExposeHeaders { get; init; } = [];

    public TimeSpan? MaxAge { get; init; }

    public bool? AllowCredentials { get; init; }

    public UnmatchedPreflights UnmatchedPreflights { get; init; }
}
