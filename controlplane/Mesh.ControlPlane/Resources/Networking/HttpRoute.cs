namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>One entry of <c>spec.http</c>: when it matches, and what then happens. First match wins (3.4).</summary>
public sealed record HttpRoute
{
    /// <summary>Logged as the route name (3.5).</summary>
    public string? Name { get; init; }

    /// <summary>OR across blocks; empty is a catch-all.</summary>
    public IReadOnlyList<HttpMatchRequest> Match { get; init; } = [];

    public IReadOnlyList<HttpRouteDestination> Route { get; init; } = [];

    public HttpRedirect? Redirect { get; init; }

    public HttpDirectResponse? DirectResponse { get; init; }

    public DelegateRoute? Delegate { get; init; }

    public HttpRewrite? Rewrite { get; init; }

    /// <summary>Whole request including retries; null is no timeout (3.21).</summary>
    public TimeSpan? Timeout { get; init; }

    public HttpRetry? Retries { get; init; }

    public HttpFaultInjection? Fault { get; init; }

    /// <summary>The single form; <see cref="Mirrors"/> is the plural one. Not both.</summary>
    public Destination? Mirror { get; init; }

    /// <summary>0-100 for <see cref="Mirror"/>; null is 100. Also read from the deprecated <c>mirrorPercent</c>.</summary>
    public double? MirrorPercentage { get; init; }

    public IReadOnlyList<HttpMirrorPolicy> Mirrors { get; init; } = [];

    public CorsPolicy? CorsPolicy { get; init; }

    public Headers? Headers { get; init; }
}
