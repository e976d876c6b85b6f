using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using Mesh.Protocols.ProxyProtocol;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Detection;

/// <summary>
/// Takes the PROXY protocol header off a connection that must begin with one (2.20): from then on the client is whom it names. Whoever sends none is refused, for
/// else everybody who reaches the port could choose whether to be taken for the balancer.
/// </summary>
sealed class ProxyHeaderDetection : IDeadlineOwner
{
    readonly Worker worker;
    readonly TransportConnection connection;
    readonly Deadline deadline;
    IPEndPoint? client;
    bool isOver;

    public ProxyHeaderDetection(Worker worker, TransportConnection connection)
    {
        this.worker = worker;
        this.connection = connection;
        deadline = new Deadline(connection.Loop.Timers, this);
    }

    /// <returns>NeedMore: it did not come whole in time, or the client has ended.</returns>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<ProxyHeaderStatus> RunAsync()
    {
        deadline.Set(DeadlineReason.RequestHead, worker.Options.RequestHeadTimeout);
        try
        {
            while (true)
            {
                var read = await connection.Input.ReadAsync();
                var status = Read(read.Buffer, out var length);
                var goesOn = status == ProxyHeaderStatus.NeedMore && !read.IsCompleted && !isOver;
                var consumed = read.Buffer.GetPosition(length);
                connection.Input.AdvanceTo(consumed, goesOn ? read.Buffer.End : consumed);
                if (!goesOn)
                {
                    connection.RemoteEndPoint = client ?? connection.RemoteEndPoint;
                    return status;
                }
            }
        }
        finally
        {
            deadline.Remove();
        }
    }

    public void OnDeadline(DeadlineReason reason)
    {
        isOver = true;
        connection.Input.CancelPendingRead();
    }

    ProxyHeaderStatus Read(in ReadOnlySequence<byte> buffer, out int length)
    {
        length = 0;
        if (buffer.IsEmpty)
        {
            return ProxyHeaderStatus.NeedMore;
        }

        var status = ProxyHeaderReader.Read(buffer, worker.PeekScratch, out var header, out _);
        if (status == ProxyHeaderStatus.Complete)
        {
            length = header.Length;
            client = header.HasEndpoints ? header.Source.ToIPEndPoint() : null;
        }

        return status;
    }
}
