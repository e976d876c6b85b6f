using Mesh.Iptables.Host;

namespace Mesh.Iptables.Tests.Host;

public sealed class AccountFileTests : IDisposable
{
    readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData("root", 0u)]
    [InlineData("istio-proxy", 1337u)]
    [InlineData("x", null)]
    [InlineData("broken", null)]
    [InlineData("", null)]
    public void Finds_the_id_by_name(string name, uint? id)
    {
        File.WriteAllText(_path, "root:x:0:0:root:/root:/bin/sh\n# note\nbroken:x:abc:1\nistio-proxy:x:1337:1337::/:/bin/false\n\n");
        Assert.Equal(id, AccountFile.Find(_path, name));
    }

    [Fact]
    public void A_missing_file_holds_nobody() => Assert.Null(AccountFile.Find(_path + ".none", "root"));

    [Fact]
    public void Asks_the_host() => Assert.Equal(0u, new PosixAccounts().FindUser("root"));

    public void Dispose() => File.Delete(_path);
}
