using System.Runtime.CompilerServices;
using Mesh.Contract;
using Mesh.Proxy.Detection;
using Mesh.Proxy.Forwarding;
using Mesh.Transport;

namespace Mesh.Proxy.Serving;

/// <summary>One downstream connection from accept to end: finds out what it speaks and hands it to who serves that.</summary>
sealed class ServedConnection(Worker worker, TransportConnection connection, Arrival arrival)
{
    Http1Server? http;

    public TransportConnection Connection { get; } = connection;

    public Arrival Arrival { get; } = arrival;

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask RunAsync()
    {
        worker.Connections.Add(this);
        try
        {
            await ServeAsync();
        }
        catch (Exception exception) when (worker.OnBug(exception))
        {
            // A bug costs the connection it happened on, not the others.
            Connection.Abort();
        }
        finally
        {
            worker.Connections.Remove(this);
        }
    }

    /// <summary>Closes it if it waits for a request.</summary>
    public void CloseIfIdle() => http?.CloseIfIdle();

    public void Abort() => Connection.Abort();

    async ValueTask ServeAsync()
    {
        var snapshot = worker.Config.Current;
        var protocol = Arrival.Find(snapshot)?.Protocol ?? Protocol.AUTO;
        var isHttp = protocol is Protocol.HTTP or Protocol.HTTP2 or Protocol.GRPC or Protocol.GRPC_WEB or Protocol.HTTP_PROXY;
        if (protocol == Protocol.AUTO)
        {
            var detection = new ProtocolDetection(worker, Connection);
            isHttp = await detection.RunAsync() == DetectedProtocol.Http1;
        }

        if (isHttp)
        {
            http = new Http1Server(worker, Connection, Arrival);
            await http.RunAsync();
        }
        else
        {
            await new TcpForwarder(worker, Connection, Arrival).RunAsync();
        }
    }
}
