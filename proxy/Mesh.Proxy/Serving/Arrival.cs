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

    /// <summary>What to say in place of a cluster where the configuration knows none.</summary>
    public abstract string PassthroughName { get; }

    /// <summary>Null: the configuration does not know it.</summary>
    public abstract Target? Find(Snapshot snapshot);

    /// <summary>Whether an unknown destination may be connected to all the same.</summary>
    public abstract bool AllowsUnknown(Snapshot snapshot);
}
