namespace Mesh.Proxy.Serving.Faults;

/// <summary>Who is to blame.</summary>
enum FaultSide : byte
{
    Downstream,
    Upstream,
    Local,
}
