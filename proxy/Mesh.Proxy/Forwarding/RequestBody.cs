using System.Runtime.CompilerServices;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;
using Mesh.Proxy.Upstream;
using Mesh.Transport;

namespace Mesh.Proxy.Forwarding;

/// <summary>
/// The request's way up. A body that has arrived whole with its head and is small is kept, so that it goes out with the head and can be sent again; any
/// other is pumped, piece by piece as the upstream takes it, while the response may already come.
/// </summary>
sealed class RequestBody(Worker worker, Exchange exchange, HeadStore store, Action<Fault> cancel)
{
    readonly BodyTransfer transfer = new(worker.Options.Limits, store);
    readonly GrpcBody grpc = new();
    ClientStream client = null!;
    UpstreamStream? upstream;
    ReadOnlyMemory<byte> kept;
    ValueTask pump;
    bool hasKept;
    bool hasPump;
    bool isPumpDone;
    bool isStopped;

    /// <summary>It has to be pumped: it cannot be sent twice.</summary>
    public bool IsStreamed { get; private set; }

    /// <summary>No pump is running.</summary>
    public bool IsSettled => !hasPump || isPumpDone;

    /// <summary>The client has sent all of it and all of it was taken.</summary>
    public bool IsConsumed => transfer.IsComplete;

    /// <summary>All of it is with the upstream.</summary>
    public bool IsSent => IsConsumed && IsSettled && !isStopped;

    TransportConnection Source => client.Body;

    public void Begin(ClientStream from)
    {
        client = from;
        isStopped = IsStreamed = hasKept = false;
        transfer.Begin(exchange.Request, from);
    }

    public void TakeIfSmall()
    {
        if (transfer.IsComplete)
        {
            return;
        }

        IsStreamed = true;
        if (!Source.Input.TryRead(out var read))
        {
            return;
        }

        var end = read.Buffer.Start;
        if (transfer.TryTakeWhole(read.Buffer, store.Free, out var length, out var payload))
        {
            end = read.Buffer.GetPosition(length);
            kept = store.Keep(read.Buffer.Slice(0, length));
            exchange.RequestBodyBytes += payload;
            IsStreamed = false;
            hasKept = true;
        }

        Source.Input.AdvanceTo(end);
    }

    /// <summary>Behind the head that is written already: what was kept is written too, anything else is pumped beside the response.</summary>
    /// <returns>True: the pump flushes; false: the caller does.</returns>
    public bool Send(UpstreamStream destination)
    {
        upstream = destination;
        EndPump();
        grpc.Begin(exchange.WebRequest, response: false);
        transfer.Direct(exchange.Request, destination, takesChunks: true, exchange.IsGrpc ? grpc : null);
        if (!IsStreamed)
        {
            if (!hasKept)
            {
                return false;
            }

            WriteKept(destination);
            if (!destination.IsMultiplexed)
            {
                return false;
            }

            // A stream's window may be shut, and the response may come all the same.
            isPumpDone = false;
            hasPump = true;
            pump = FlushKeptAsync(destination);
            return true;
        }

        isPumpDone = false;
        hasPump = true;
        pump = PumpAsync(destination);
        return true;
    }

    void WriteKept(UpstreamStream destination)
    {
        transfer.WriteKept(kept.Span, destination);
        exchange.RequestMessages = grpc.Messages;
        if (grpc.IsMalformed)
        {
            cancel(FaultTable.GrpcWebText);
        }
    }

    /// <summary>The response is over, or there will be none: what is left of the body is wanted by nobody.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask StopAsync()
    {
        isStopped = true;
        upstream!.Body.Abort();
        Source.CancelRelay();
        Source.Input.CancelPendingRead();
        hasPump = false;
        await pump;
    }

    public bool TryDiscard() => transfer.TryDiscard(worker.Options.MaxDiscardedBody);

    public void End()
    {
        kept = default;
        upstream = null;
        client = null!;
        transfer.End();
        EndPump();
    }

    /// <summary>It is done: fetching the result gives its state back for the next, and brings up what went wrong in it.</summary>
    void EndPump()
    {
        var ended = hasPump ? pump : default;
        hasPump = false;
        pump = default;
        ended.GetAwaiter().GetResult();
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask FlushKeptAsync(UpstreamStream destination)
    {
        await destination.Body.Output.FlushAsync();
        isPumpDone = true;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask PumpAsync(UpstreamStream destination)
    {
        try
        {
            var goesOn = true;
            while (goesOn && !transfer.IsComplete && !isStopped)
            {
                goesOn = transfer.Opaque >= worker.Options.RelayThreshold
                    ? await RelayAsync(destination)
                    : await MoveAsync(destination);
            }
        }
        catch
        {
            // The exchange waits for a response that would never come.
            destination.Abort();
            throw;
        }
        finally
        {
            isPumpDone = true;
        }
    }

    /// <summary>One piece. Nothing is read before the upstream has taken the last: a slow one slows the client.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<bool> MoveAsync(UpstreamStream destination)
    {
        if (!Source.Input.TryRead(out var read))
        {
            // The client waits too, perhaps for the 100 that the head will bring.
            if (destination.Body.Output.UnflushedBytes > 0)
            {
                await destination.Body.Output.FlushAsync();
            }

            read = await Source.Input.ReadAsync();
        }

        var step = transfer.Move(read, destination, out var payload, out var error);
        exchange.RequestBodyBytes += payload;
        exchange.RequestMessages = grpc.Messages;
        if (step is BodyStep.Invalid or BodyStep.Cut)
        {
            cancel(step == BodyStep.Cut ? FaultTable.ClientGone : grpc.IsMalformed ? FaultTable.GrpcWebText : FaultTable.Of(error));
            // Of what was moved to it after its end it lets go at a flush only.
            destination.Body.Abort();
            await destination.Body.Output.FlushAsync();
            return false;
        }

        var flush = await destination.Body.Output.FlushAsync();
        return !flush.IsCompleted;
    }

    /// <summary>A long stretch, by the kernel.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<bool> RelayAsync(UpstreamStream destination)
    {
        var result = await Source.RelayAsync(destination.Body, transfer.Opaque);
        transfer.Skip(result.Bytes);
        exchange.RequestBodyBytes += result.Bytes;
        if (result.End == RelayEnd.SourceEnded)
        {
            cancel(FaultTable.ClientGone);
        }

        if (!transfer.IsComplete)
        {
            return result.End == RelayEnd.Count;
        }

        transfer.Finish(destination);
        return !(await destination.Body.Output.FlushAsync()).IsCompleted;
    }
}
