namespace Mesh.ControlPlane.Resources.Networking;

public sealed record HashCookie
{
    public required string Name { get; init; }

    public string? Path { get; init; }

    /// <summary>Set: generate the cookie when it is missing; zero is a session cookie.</summary>
    public TimeSpan? Ttl { get; init; }

    public IReadOnlyList<CookieAttribute> Attributes { get; init; } = [];
}
