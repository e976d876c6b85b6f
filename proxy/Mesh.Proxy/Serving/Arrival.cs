using System.Net;
using Mesh.Proxy.Config;
using Mesh.Proxy.Routing;

namespace Mesh.Proxy.Serving;

/// <summary>
/// How a connection came in and what it meant to reach. It outlives snapshots: each asks it again, so that an old connection is served by the newest
/// routes.
/// </summary>
abstract class Arrival(Direction direction, IPEndPoint destination)
{
    public Direction Direction { get; } = direction;

    /// <summary>Where the client meant to go.</summary>
    public IPEndPoint Destination { get; } = destination;

    /// <summary>Null: the configuration does not know it.</summary>
    public abstract Target? Find(Snapshot snapshot);

    /// <summary>What an unknown destination is served by; null: it is not to be reached.</summary>
    public abstract Route? RouteOfUnknown(Snapshot snapshot);
}
