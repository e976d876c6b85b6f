using System.Runtime.CompilerServices;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Serving.Heads;
using Mesh.Transport;

namespace Mesh.Proxy.Serving;

/// <summary>
/// A downstream HTTP/1.1 connection: one request after the other (RFC 9112 section 9.3.2), whatever was pipelined. It holds what a connection between two
/// requests needs; everything else is rented when the first byte of a request has come.
/// </summary>
sealed class Http1Server : ClientStream, IConnectionObserver, IDeadlineOwner
{
    readonly Worker worker;
    RequestServer? current;

    public Http1Server(Worker worker, Downstream downstream)
    {
        Downstream = downstream;
        this.worker = worker;
        Deadline = new Deadline(worker.Loop.Timers, this);
    }

    public override Downstream Downstream { get; }

    public TransportConnection Connection => Downstream.Connection;

    public override TransportConnection Body => Downstream.Connection;

    public override bool IsMultiplexed => false;

    public override Deadline Deadline { get; }

    /// <summary>An end that came with the request itself: nothing was being served then, so nobody was told, and nobody would be again.</summary>
    public override bool IsGone => Connection.ComingInputEnd != ConnectionEnd.Open;

    /// <summary>Serves until the connection ends or may not be used again.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask RunAsync()
    {
        Connection.Observer = this;
        try
        {
            var mayGoOn = true;
            while (mayGoOn)
            {
                Deadline.Set(DeadlineReason.KeepAlive, worker.Options.IdleTimeout);
                var read = await Connection.Input.ReadAsync();
                if (read.Buffer.IsEmpty)
                {
                    break;
                }

                current = worker.Requests.Rent();
                mayGoOn = await current.ServeAsync(this, read);
                worker.Requests.Return(current);
                current = null;
            }
        }
        finally
        {
            // One that threw is not used again: nobody knows what state it is in.
            current = null;
            Connection.Observer = null;
            Deadline.Remove();
        }

        Connection.Close();
    }

    public override void WriteInterim(ReadOnlySpan<byte> bytes, Http1Head head) => ResponseHeadWriter.WriteInterim(Connection.Output, bytes, head);

    public override void WriteHead(Exchange exchange, long serviceTime, bool isChunked, bool close) =>
        ResponseHeadWriter.Write(Connection.Output, exchange, serviceTime, worker.Date.Line, isChunked, close);

    public override void WriteLocal(Exchange exchange, LocalResponse response, bool close) =>
        LocalResponseWriter.Write(Connection.Output, exchange, response, worker.Date.Line, close);

    /// <summary>From now on an end is for the tunnel to pass on.</summary>
    public override void BecomeTunnel() => Connection.Observer = null;

    /// <summary>
    /// A request that has arrived is no idleness, be it in the kernel since a moment ago: it is served, and its client told to go with the response. What comes
    /// later meets an orderly end, FIN first and the rest of the input read (RFC 9112 section 9.6): its client knows that nobody has served it.
    /// </summary>
    public void CloseIfIdle()
    {
        if (current is null && !Connection.CheckInput())
        {
            Connection.Close();
        }
    }

    /// <summary>Bytes are the next request, which waits its turn; an end means that nobody waits for this one's response.</summary>
    public void OnInput(TransportConnection connection)
    {
        if (connection.ComingInputEnd != ConnectionEnd.Open)
        {
            current?.OnClientGone();
        }
    }

    public void OnDeadline(DeadlineReason reason)
    {
        if (current is null)
        {
            Connection.Close();
        }
        else
        {
            current.OnDeadline(reason);
        }
    }
}
