namespace Mesh.Protocols.Http1;

/// <summary>Bounds on a message head. Defaults are Envoy's.</summary>
public sealed record Http1Limits
{
    public static readonly Http1Limits Default = new();

    /// <summary>Start line and fields together, in bytes: 431 beyond.</summary>
    public int MaxHeadBytes { get; init; } = 60 * 1024;

    /// <summary>Field lines: 431 beyond.</summary>
    public int MaxFields { get; init; } = 100;

    /// <summary>Request target, in bytes: 414 beyond.</summary>
    public int MaxTargetBytes { get; init; } = 32 * 1024;

    /// <summary>Bytes of one chunk-size line with its extensions.</summary>
    public int MaxChunkLineBytes { get; init; } = 256;

    /// <summary>
    /// Bytes of all chunk extensions of one body. A sender of one-byte chunks with long extensions makes a proxy read hundreds of bytes for
    /// one of content.
    /// </summary>
    public int MaxChunkExtensionBytes { get; init; } = 16 * 1024;

    /// <summary>Bytes of all trailer fields.</summary>
    public int MaxTrailerBytes { get; init; } = 16 * 1024;
}
