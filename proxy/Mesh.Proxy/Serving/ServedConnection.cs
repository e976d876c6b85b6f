using System.Runtime.CompilerServices;
using Mesh.Contract;
using Mesh.Protocols.Detection;
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
            Connection.Input.Complete();
            Connection.Output.Complete();
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
        var protocol = Arrival.Find(snapshot)?.Protocol ?? Protocol.Auto;
        var isHttp = protocol is Protocol.Http or Protocol.Http2 or Protocol.Grpc or Protocol.GrpcWeb or Protocol.HttpProxy;
        if (protocol == Protocol.Auto)
        {
            var sniffed = await new ProtocolDetection(Connection, worker.Options.DetectionTimeout).RunAsync();
            isHttp = sniffed == SniffedProtocol.Http11 || (sniffed == SniffedProtocol.Http10 && worker.Options.AcceptsHttp10);
        }

        if (isHttp)
        {
            http = new Http1Server(worker, new Downstream(worker, Connection, Arrival));
            await http.RunAsync();
        }
        else
        {
            await new TcpForwarder(worker, Connection, Arrival).RunAsync();
        }
    }
}
