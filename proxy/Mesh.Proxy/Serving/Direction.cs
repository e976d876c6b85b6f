namespace Mesh.Proxy.Serving;

/// <summary>Which side of the mesh an exchange is on; metric label reporter is source for the first and third, destination for the second.</summary>
enum Direction : byte
{
    Outbound,
    Inbound,
    Gateway,
}
