using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Listeners;

/// <summary>Takes the connections of one listener and says what they meant to reach.</summary>
abstract class Acceptor(Worker worker) : IConnectionAcceptor
{
    long total;

    /// <summary>Accepted since start; read by admin.</summary>
    public long Total => Volatile.Read(ref total);

    public void OnAccept(TransportConnection connection, TransportListener listener)
    {
        Volatile.Write(ref total, total + 1);
        if (ArrivalOf(connection, listener) is { } arrival)
        {
            _ = new ServedConnection(worker, connection, arrival).RunAsync();
        }
        else
        {
            worker.Telemetry.Counters.CountShed();
            connection.Abort();
        }
    }

    /// <summary>Null: the connection is refused.</summary>
    protected abstract Arrival? ArrivalOf(TransportConnection connection, TransportListener listener);
}
