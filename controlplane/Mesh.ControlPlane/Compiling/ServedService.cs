using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>A service that a proxy's own workload serves.</summary>
/// <param name="Service">The service.</param>
/// <param name="Endpoint">The workload among its endpoints; null when it was found by labels alone.</param>
readonly record struct ServedService(MeshService Service, Endpoint? Endpoint)
{
    /// <summary>Where the application listens for a port of the service.</summary>
    public int Target(MeshPort port) =>
        Endpoint is null ? Declared(port)
        : Endpoint.Ports.FirstOrDefault(served => served.ServicePort == port.Number) is { } known ? (int)known.Port : port.Number;

    static int Declared(MeshPort port) => port.Target.Number > 0 ? port.Target.Number : port.Number;
}
