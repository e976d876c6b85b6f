namespace Mesh.Iptables.Planning;

internal enum IpFamily
{
    V4,
    V6,
}
