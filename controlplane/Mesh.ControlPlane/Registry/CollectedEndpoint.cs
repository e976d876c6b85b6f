using Mesh.Contract;

namespace Mesh.ControlPlane.Registry;

/// <summary>One endpoint as it is put together.</summary>
sealed class CollectedEndpoint(Endpoint endpoint)
{
    // Sources are files of any size: to look through the ports there are for each new one would be quadratic.
    readonly SortedDictionary<int, int> ports = [];

    public Endpoint Endpoint { get; } = endpoint;

    /// <summary>What is said first of a port holds.</summary>
    public void SetPort(int servicePort, int port) => ports.TryAdd(servicePort, port);

    /// <summary>Whether no port is known to be served elsewhere than <paramref name="targets"/> say.</summary>
    public bool Agrees(IEnumerable<(int ServicePort, int Port)> targets) =>
        targets.All(target => !ports.TryGetValue(target.ServicePort, out var known) || known == target.Port);

    /// <summary>The endpoint with its ports in order, so that equal sets have equal bytes.</summary>
    public Endpoint Complete()
    {
        Endpoint.Ports.Add(ports.Select(port => new EndpointPort { ServicePort = (uint)port.Key, Port = (uint)port.Value }));
        return Endpoint;
    }
}
