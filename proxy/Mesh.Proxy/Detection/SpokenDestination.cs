using System.Net;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Detection;

/// <summary>What a destination last turned out to speak. Written by one worker, read by admin too.</summary>
sealed class SpokenDestination(Direction direction, IPEndPoint address)
{
    volatile SpokenProtocol protocol;
    long connections;

    public Direction Direction { get; } = direction;

    public IPEndPoint Address { get; } = address;

    /// <summary>Of the last connection that showed it.</summary>
    public SpokenProtocol Protocol => protocol;

    /// <summary>Connections detected so far.</summary>
    public long Connections => Volatile.Read(ref connections);

    /// <summary>The table's number of its last use.</summary>
    public long LastUse { get; set; }

    public void Note(SpokenProtocol spoken)
    {
        protocol = spoken;
        Volatile.Write(ref connections, connections + 1);
    }
}
