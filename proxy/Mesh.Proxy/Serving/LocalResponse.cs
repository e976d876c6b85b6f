namespace Mesh.Proxy.Serving;

/// <summary>An answer that the proxy gives itself. Made with the configuration, not per request; what varies goes into the exchange's ResponseEdits.</summary>
/// <param name="Status">200 to 599.</param>
/// <param name="Body">UTF-8, small.</param>
/// <param name="Details">%RESPONSE_CODE_DETAILS%.</param>
sealed record LocalResponse(int Status, ReadOnlyMemory<byte> Body, string Details)
{
    /// <summary>Said only when there is a body.</summary>
    public string ContentType { get; init; } = "text/plain";

    /// <summary>Added to the exchange's.</summary>
    public ResponseFlags Flags { get; init; }
}
