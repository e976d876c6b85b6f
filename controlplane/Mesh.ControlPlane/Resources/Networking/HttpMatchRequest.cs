namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>One block of <c>http[].match</c>: everything written has to hold (3.5-3.13).</summary>
public sealed record HttpMatchRequest
{
    public string? Name { get; init; }

    /// <summary>Path without query (3.6).</summary>
    public StringMatch? Uri { get; init; }

    public StringMatch? Scheme { get; init; }

    public StringMatch? Method { get; init; }

    public StringMatch? Authority { get; init; }

    /// <summary>Lower-case header names; <see cref="StringMatchKind.Present"/> for <c>{}</c> (3.8).</summary>
    public IReadOnlyDictionary<string, StringMatch> Headers { get; init; } = StringMatchMap.Empty;

    public IReadOnlyDictionary<string, StringMatch> WithoutHeaders { get; init; } = StringMatchMap.Empty;

    public IReadOnlyDictionary<string, StringMatch> QueryParams { get; init; } = StringMatchMap.Empty;

    /// <summary>Applies to exact and prefix <see cref="Uri"/> only.</summary>
    public bool IgnoreUriCase { get; init; }

    /// <summary>The port the client addressed; null is any.</summary>
    public int? Port { get; init; }

    public IReadOnlyDictionary<string, string> SourceLabels { get; init; } = StringMap.Empty;

    public string? SourceNamespace { get; init; }

    /// <summary>Overrides the VirtualService's own gateways for this block; empty means not overridden.</summary>
    public IReadOnlyList<string> Gateways { get; init; } = [];

    public string? StatPrefix { get; init; }
}
