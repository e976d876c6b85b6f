using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Serving.Heads;

/// <summary>
/// Envoy's rule, under a gateway's use_remote_address (2.22): a client is internal if its address is and it says of nobody that it speaks for him. What has
/// x-forwarded-for already comes from further away than the address tells, also by way of trusted proxies.
/// </summary>
static class ClientTrustRule
{
    public static ClientTrust Of(Exchange exchange) =>
        exchange.Direction != Direction.Gateway ? ClientTrust.Mesh
        : exchange.Request.IndexOf(Http1KnownField.XForwardedFor) < 0 && AddressRange.IsInternal(exchange.DownstreamAddress) ? ClientTrust.Internal
        : ClientTrust.External;
}
