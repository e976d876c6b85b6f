using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Forwarding;

/// <summary>Which upgrades are passed on (2.13).</summary>
static class UpgradeRule
{
    /// <summary>
    /// To websocket and nothing else, and only without a body. Behind a 101 to h2c requests would reach the application that no route and no policy has
    /// seen (h2c smuggling), and of other protocols the proxy knows no better; a body that is still on its way when the tunnel begins would be taken for
    /// the new protocol's bytes. Such a request goes on without its Upgrade, which every server may ignore anyway (RFC 9110 section 7.8).
    /// Only a GET is one (RFC 6455 section 4.1): as an extended CONNECT any other method would be lost, and the next hop decide by another.
    /// What follows an extended CONNECT (RFC 8441) is no body but the tunnel already.
    /// </summary>
    public static bool Allows(ReadOnlySpan<byte> bytes, Http1Head head) =>
        (head is { BodyKind: Http1BodyKind.None, Method: Http1Method.Get } || head.IsExtendedConnect) && head.UpgradesOnlyTo(bytes, "websocket"u8);
}
