namespace Mesh.Iptables.Planning;

/// <summary>An iptables table. In the order in which restore text lists them.</summary>
internal enum Table
{
    Filter,
    Mangle,
    Nat,
    Raw,
}
