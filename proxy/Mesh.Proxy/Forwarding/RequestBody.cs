using System.Buffers;
using System.Runtime.CompilerServices;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;
using Mesh.Transport;

namespace Mesh.Proxy.Forwarding;

/// <summary>
/// The request's way up. A body that has arrived whole with its head and is small is kept, so that it goes out with the head and can be sent again; any
/// other is pumped, piece by piece as the upstream takes it, while the response may already come.
/// </summary>
sealed class RequestBody(Worker worker, Exchange exchange, HeadStore store, Action<Fault> cancel)
{
    TransportConnection client = null!;
    TransportConnection? upstream;
    Http1BodyScanner scanner;
    ReadOnlyMemory<byte> kept;
    ValueTask pump;
    bool hasPump;
    bool isPumpDone;
    bool isStopped;

    /// <summary>It has to be pumped: it cannot be sent twice.</summary>
    public bool IsStreamed { get; private set; }

    /// <summary>No pump is running.</summary>
    public bool IsSettled => !hasPump || isPumpDone;

    /// <summary>The client has sent all of it and all of it was taken.</summary>
    public bool IsConsumed => scanner.IsComplete;

    /// <summary>All of it is with the upstream.</summary>
    public bool IsSent => IsConsumed && IsSettled && !isStopped;

    public void Begin(TransportConnection connection)
    {
        client = connection;
        isStopped = IsStreamed = false;
        scanner = exchange.Request.BodyKind == Http1BodyKind.None ? default : new Http1BodyScanner(exchange.Request, worker.Options.Limits);
    }

    public void TakeIfSmall()
    {
        if (scanner.IsComplete)
        {
            return;
        }

        IsStreamed = true;
        if (!client.Input.TryRead(out var read))
        {
            return;
        }

        var trial = scanner;
        var end = read.Buffer.Start;
        if (trial.Scan(read.Buffer, out var length, out var payload, out _) == Http1ParseStatus.Complete && length <= store.Free)
        {
            end = read.Buffer.GetPosition(length);
            kept = store.Keep(read.Buffer.Slice(0, length));
            scanner = trial;
            exchange.RequestBodyBytes += payload;
            IsStreamed = false;
        }

        client.Input.AdvanceTo(end);
    }

    public void WriteKept(IBufferWriter<byte> output)
    {
        if (!kept.IsEmpty)
        {
            output.Write(kept.Span);
        }
    }

    /// <summary>What is written to the upstream already, its head, goes with the first piece.</summary>
    public void StartPump(TransportConnection connection)
    {
        upstream = connection;
        isPumpDone = false;
        hasPump = true;
        pump = PumpAsync(connection);
    }

    /// <summary>The response is over, or there will be none: what is left of the body is wanted by nobody.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask StopAsync()
    {
        isStopped = true;
        upstream!.Abort();
        client.CancelRelay();
        client.Input.CancelPendingRead();
        hasPump = false;
        await pump;
    }

    public bool TryDiscard()
    {
        var left = (long)worker.Options.MaxDiscardedBody;
        while (!scanner.IsComplete && left > 0 && client.Input.TryRead(out var read))
        {
            var status = scanner.Scan(read.Buffer, out var length, out _, out _);
            client.Input.AdvanceTo(read.Buffer.GetPosition(length));
            left -= length;
            if (status == Http1ParseStatus.Invalid || read.IsCompleted)
            {
                break;
            }
        }

        return scanner.IsComplete;
    }

    public void End()
    {
        var ended = hasPump ? pump : default;
        hasPump = false;
        pump = default;
        kept = default;
        upstream = null;
        client = null!;
        // It is done: fetching the result gives its state back for the next, and brings up what went wrong in it.
        ended.GetAwaiter().GetResult();
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask PumpAsync(TransportConnection destination)
    {
        try
        {
            var goesOn = true;
            while (goesOn && !scanner.IsComplete && !isStopped)
            {
                goesOn = scanner.Opaque >= worker.Options.RelayThreshold
                    ? OnRelayed(await client.RelayAsync(destination, scanner.Opaque))
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
    async ValueTask<bool> MoveAsync(TransportConnection destination)
    {
        if (!client.Input.TryRead(out var read))
        {
            // The client waits too, perhaps for the 100 that the head will bring.
            if (destination.Output.UnflushedBytes > 0)
            {
                await destination.Output.FlushAsync();
            }

            read = await client.Input.ReadAsync();
        }

        var status = scanner.Scan(read.Buffer, out var length, out var payload, out var error);
        var isCut = status == Http1ParseStatus.NeedMore && read.IsCompleted;
        client.MoveBuffered(destination, length);
        exchange.RequestBodyBytes += payload;
        if (status == Http1ParseStatus.Invalid || isCut)
        {
            cancel(isCut ? FaultTable.ClientGone : FaultTable.Of(error));
            // Of what was moved to it after its end it lets go at a flush only.
            destination.Abort();
            await destination.Output.FlushAsync();
            return false;
        }

        var flush = await destination.Output.FlushAsync();
        return !flush.IsCompleted;
    }

    bool OnRelayed(RelayResult result)
    {
        scanner.Skip(result.Bytes);
        exchange.RequestBodyBytes += result.Bytes;
        if (result.End == RelayEnd.SourceEnded)
        {
            cancel(FaultTable.ClientGone);
        }

        return result.End == RelayEnd.Count;
    }
}
