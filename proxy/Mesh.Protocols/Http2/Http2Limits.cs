using Mesh.Protocols.Http1;

namespace Mesh.Protocols.Http2;

/// <summary>Bounds of one HTTP/2 connection. Defaults are Envoy's where Envoy has one.</summary>
public sealed record Http2Limits
{
    public static readonly Http2Limits Default = new();

    /// <summary>Of the head in its HTTP/1.1 form: a head that may not come by HTTP/1 may not come by HTTP/2.</summary>
    public Http1Limits Head { get; init; } = Http1Limits.Default;

    /// <summary>Size of a field section as RFC 9113 section 6.5.2 counts it, 32 for each field with its name and value: 431 beyond.</summary>
    public int MaxHeaderListBytes { get; init; } = 60 * 1024;

    /// <summary>
    /// Extended CONNECT (RFC 8441) was offered with SETTINGS_ENABLE_CONNECT_PROTOCOL; if not, :protocol is an unknown pseudo-field.
    /// </summary>
    public bool AllowsExtendedConnect { get; init; } = true;
}
