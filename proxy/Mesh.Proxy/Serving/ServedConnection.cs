using System.Runtime.CompilerServices;
using Mesh.Contract;
using Mesh.Protocols.Detection;
using Mesh.Protocols.ProxyProtocol;
using Mesh.Proxy.Detection;
using Mesh.Proxy.Forwarding;
using Mesh.Proxy.Serving.Faults;
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

    bool RequiresProxyHeader =>
        Arrival.Direction == Direction.Gateway && (worker.Options.RequiresProxyHeader || worker.Config.Current.Workload.GatewayProxyProtocol);

    async ValueTask ServeAsync()
    {
        if (RequiresProxyHeader && await new ProxyHeaderDetection(worker, Connection).RunAsync() != ProxyHeaderStatus.Complete)
        {
            worker.Telemetry.Counters.CountProtocolError();
            new TcpForwarder(worker, Connection, Arrival).EndAnswered(FaultTable.NoProxyHeader);
            return;
        }

        switch (await SniffAsync())
        {
            case SniffedProtocol.Http2:
                var shared = new Downstream(worker, Connection, Arrival);
                http2 = new Http2Server(worker, shared);
                await http2.RunAsync();
                shared.End();
                break;
            case SniffedProtocol.Http10 or SniffedProtocol.Http11:
                var downstream = new Downstream(worker, Connection, Arrival);
                http1 = new Http1Server(worker, downstream);
                await http1.RunAsync();
                downstream.End();
                break;
            case SniffedProtocol.Opaque:
                await new TcpForwarder(worker, Connection, Arrival).RunAsync();
                break;
        }
    }

    /// <summary>
    /// HTTP of either version; Opaque: to be forwarded as bytes; anything else has been forwarded already. A port that declares HTTP takes both its versions
    /// (2.10): whoever does not begin as HTTP/2 is HTTP/1's to judge.
    /// </summary>
    async ValueTask<SniffedProtocol> SniffAsync()
    {
        var protocol = Arrival.Find(worker.Config.Current)?.Protocol ?? Protocol.Auto;
        if (protocol == Protocol.Auto)
        {
            var sniffed = await new UndeclaredPort(worker, Connection, Arrival).RunAsync();
            return EarlyOpening.IsHttp(sniffed) ? sniffed : SniffedProtocol.NeedMore;
        }

        if (protocol == Protocol.Tls)
        {
            await new TlsPort(worker, Connection, Arrival).RunAsync();
            return SniffedProtocol.NeedMore;
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
