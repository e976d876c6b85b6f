using Mesh.Iptables.Host;

namespace Mesh.Iptables.Tests.Options;

/// <summary>A host with two users and two groups, so that no test depends on the machine it runs on.</summary>
sealed class FakeAccounts : IAccounts
{
    public uint? FindUser(string name) => name switch
    {
        "istio-proxy" => 1337,
        "mesh" => 2001,
        _ => null,
    };

    public uint? FindGroup(string name) => name switch
    {
        "java" => 881,
        "ftp" => 882,
        _ => null,
    };
}
