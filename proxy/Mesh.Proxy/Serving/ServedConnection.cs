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
    Http1Server? http1;
    Http2Server? http2;

    /// <summary>A client of an HTTP port that has not said anything yet.</summary>
    bool awaitsRequest;

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

    /// <summary>Closes it if it waits for a request; an HTTP/2 client is told to open no more streams.</summary>
    public void CloseIfIdle()
    {
        http1?.CloseIfIdle();
        http2?.BeginDrain();
        if (awaitsRequest && !Connection.CheckInput())
        {
            Connection.Close();
        }
    }

    public void Abort() => Connection.Abort();

    async ValueTask ServeAsync()
    {
        switch (await SniffAsync())
        {
            case SniffedProtocol.Http2:
                http2 = new Http2Server(worker, new Downstream(worker, Connection, Arrival));
                await http2.RunAsync();
                break;
            case SniffedProtocol.Http10 or SniffedProtocol.Http11:
                http1 = new Http1Server(worker, new Downstream(worker, Connection, Arrival));
                await http1.RunAsync();
                break;
            default:
                await new TcpForwarder(worker, Connection, Arrival).RunAsync();
                break;
        }
    }

    /// <summary>Opaque: forwarded as bytes. A port that declares HTTP takes both its versions (2.10): whoever does not begin as HTTP/2 is HTTP/1's to judge.</summary>
    async ValueTask<SniffedProtocol> SniffAsync()
    {
        var protocol = Arrival.Find(worker.Config.Current)?.Protocol ?? Protocol.Auto;
        if (protocol == Protocol.Auto)
        {
            var sniffed = await new ProtocolDetection(Connection, worker.Options.DetectionTimeout).RunAsync();
            return sniffed == SniffedProtocol.Http10 && !worker.Options.AcceptsHttp10 ? SniffedProtocol.Opaque : sniffed;
        }

        if (protocol is not (Protocol.Http or Protocol.Http2 or Protocol.Grpc or Protocol.GrpcWeb or Protocol.HttpProxy))
        {
            return SniffedProtocol.Opaque;
        }

        awaitsRequest = true;
        var isHttp2 = await new Http2Detection(Connection, worker.Options).RunAsync();
        awaitsRequest = false;
        return isHttp2 ? SniffedProtocol.Http2 : SniffedProtocol.Http11;
    }
}
