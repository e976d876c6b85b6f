namespace Mesh.Proxy.Filters;

/// <summary>What is done with a header (3.30).</summary>
enum HeaderEditOperation : byte
{
    Remove,
    Set,
    Add,
}
