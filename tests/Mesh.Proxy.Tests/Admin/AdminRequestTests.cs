using System.Collections.Frozen;
using System.Net;
using Mesh.Proxy.Admin;
using Xunit;

namespace Mesh.Proxy.Tests.Admin;

public sealed class AdminRequestTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("127.0.0.6", false)]
    [InlineData("::ffff:127.0.0.6", false)]
    [InlineData("::6", false)]
    [InlineData("10.0.0.1", false)]
    public void Only_this_host_is_local_and_not_what_the_proxy_forwards_to_it(string remote, bool isLocal)
    {
        var request = new AdminRequest { Method = "GET", Path = "/", Query = FrozenDictionary<string, string>.Empty, Remote = IPAddress.Parse(remote) };
        Assert.Equal(isLocal, request.IsLocal);
    }
}
