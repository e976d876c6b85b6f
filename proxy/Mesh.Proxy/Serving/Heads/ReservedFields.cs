using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>
/// The x-envoy-* fields, by which proxies tell each other and applications what they know and may do: timeouts, retries, the path before a rewrite, whether
/// the client is internal. From outside they are an attempt to be believed, so a gateway lets none in.
/// </summary>
static class ReservedFields
{
    static ReadOnlySpan<byte> Prefix => "x-envoy-"u8;

    /// <param name="name">As it came, in any case.</param>
    /// <param name="trust">In who sent it.</param>
    public static bool Drops(ReadOnlySpan<byte> name, ClientTrust trust) =>
        name.Length > Prefix.Length && (name[0] | 0x20) == 'x' && HasPrefix(name)
        && (trust == ClientTrust.External || Http1Grammar.EqualsIgnoreCase(name, "x-envoy-internal"u8));

    static bool HasPrefix(ReadOnlySpan<byte> name) => Http1Grammar.EqualsIgnoreCase(name[..Prefix.Length], Prefix);
}
