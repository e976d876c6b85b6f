using Mesh.Proxy.Identity;
using Xunit;

namespace Mesh.Proxy.Tests.Identity;

public class ProxyConfigVariableTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("{}", false)]
    [InlineData("[]", false)]
    [InlineData("""{"gatewayTopology":{"numTrustedProxies":2}}""", false)]
    [InlineData("""{"gatewayTopology":{"proxyProtocol":null}}""", false)]
    [InlineData("""{"concurrency":2,"gatewayTopology":{"proxyProtocol":{}}}""", true)]
    public void A_proxy_protocol_message_asks_for_headers(string? text, bool asks) => Assert.Equal(asks, ProxyConfigVariable.AsksForProxyProtocol(text));

    [Fact]
    public void What_is_no_json_is_said() =>
        Assert.StartsWith("PROXY_CONFIG is no JSON", Assert.Throws<FormatException>(() => ProxyConfigVariable.AsksForProxyProtocol("{")).Message);
}
