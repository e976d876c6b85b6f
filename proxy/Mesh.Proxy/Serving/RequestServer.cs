using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Mesh.Protocols.Grpc;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Forwarding;
using Mesh.Proxy.Serving.Faults;
using Mesh.Transport;

namespace Mesh.Proxy.Serving;

/// <summary>
/// Serves one request: reads its head, has it decided, forwarded or answered, and completes the exchange. Pooled per worker with all that an exchange
/// needs, so that it is as warm in the cache as requests are many.
/// </summary>
sealed class RequestServer
{
    const ResponseFlags ProtocolErrors = ResponseFlags.DownstreamProtocolError | ResponseFlags.UpstreamProtocolError;

    readonly Worker worker;
    readonly HeadStore store;
    readonly RequestDecision decision;
    readonly HttpForwarder forwarder;
    ClientStream client = null!;
    Http1ParseStatus headStatus;
    Fault? headFault;
    byte[]? scratch;
    int scratchUsed;
    int scanned;
    Http1Error error;
    bool headIsLate;
    bool isOpen;
    long movedBefore;

    public RequestServer(Worker worker)
    {
        this.worker = worker;
        store = new HeadStore(worker.Loop.Buffers);
        Exchange = new Exchange(worker.Index, worker.Options.Limits);
        decision = new RequestDecision(worker, Exchange, store);
        forwarder = new HttpForwarder(worker, Exchange, store);
    }

    public Exchange Exchange { get; }

    /// <summary>HTTP/2: the head has come, and stands in the exchange's index.</summary>
    /// <param name="bytes">The head's; copied.</param>
    /// <param name="fault">It is to be answered with this, whatever it says.</param>
    public void SetHead(ReadOnlySpan<byte> bytes, Fault? fault)
    {
        Exchange.RequestBytes = store.Keep(bytes);
        headFault = fault;
        headStatus = Http1ParseStatus.Complete;
    }

    /// <summary>HTTP/1: the first bytes of a request have come; HTTP/2: after <see cref="SetHead"/>. True if the connection may carry another request.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<bool> ServeAsync(ClientStream stream, ReadResult read)
    {
        client = stream;
        scanned = scratchUsed = 0;
        headIsLate = false;
        try
        {
            if (!stream.IsMultiplexed)
            {
                headFault = null;
                headStatus = TakeHead(read);
            }

            if (headStatus == Http1ParseStatus.NeedMore)
            {
                headStatus = await ReadRestOfHeadAsync(read);
            }

            if (headStatus == Http1ParseStatus.NeedMore && !headIsLate)
            {
                return false;
            }

            Begin();
            var fault = headFault ?? headStatus switch
            {
                Http1ParseStatus.Complete => decision.Decide(client.Downstream),
                Http1ParseStatus.Invalid => FaultTable.Of(error),
                Http1ParseStatus.NeedMore => FaultTable.HeadTimeout,
            };
            if (fault is null && Exchange.LocalResponse is null)
            {
                fault = client.IsGone ? FaultTable.ClientGone : await forwarder.ForwardAsync();
            }

            var mayGoOn = forwarder.MayKeepAlive;
            if (fault is not null || Exchange.LocalResponse is not null)
            {
                mayGoOn = await AnswerAsync(fault);
            }

            Complete();
            return mayGoOn;
        }
        catch
        {
            await AbandonAsync();
            throw;
        }
        finally
        {
            Release();
        }
    }

    /// <summary>HTTP/2: what it was sent it does not take.</summary>
    public void OnClientStalled() => forwarder.Cancel(FaultTable.ClientStalled);

    public void OnClientGone(Fault? why = null) => forwarder.Cancel(why ?? FaultTable.ClientGone);

    public void OnDeadline(DeadlineReason reason)
    {
        if (reason == DeadlineReason.RequestHead)
        {
            headIsLate = true;
            client.Body.Input.CancelPendingRead();
        }
        else if (reason == DeadlineReason.Answer)
        {
            client.Body.Abort();
        }
        else
        {
            OnNoProgress();
        }
    }

    void OnNoProgress()
    {
        var moved = client.Body.BytesReceived + client.Body.BytesSent;
        if (moved != movedBefore)
        {
            movedBefore = moved;
            client.Deadline.Set(DeadlineReason.Progress, ProgressTimeout);
            return;
        }

        forwarder.Cancel(FaultTable.StreamIdle);
    }

    /// <summary>Parses in place; a whole head is copied once, to be there until the exchange is completed.</summary>
    Http1ParseStatus TakeHead(in ReadResult read)
    {
        var buffer = read.Buffer;
        if (scratch is null && Http1HeadBytes.NeedsScratch(buffer))
        {
            scratch = ArrayPool<byte>.Shared.Rent(worker.Options.Limits.MaxHeadBytes);
        }

        var bytes = Http1HeadBytes.Gather(buffer, scratch, ref scratchUsed);
        var status = Http1RequestParser.Parse(bytes, worker.Options.Limits, Exchange.Request, ref scanned, out error);
        if (status == Http1ParseStatus.NeedMore && buffer.Length >= worker.Options.Limits.MaxHeadBytes)
        {
            // Whatever the parser was shown of it: no head may make the proxy hold more than the limit.
            error = Http1Error.HeadTooLarge;
            status = Http1ParseStatus.Invalid;
        }

        var input = client.Body.Input;
        if (status == Http1ParseStatus.Complete)
        {
            Exchange.RequestBytes = store.Keep(bytes[..Exchange.Request.Length]);
            input.AdvanceTo(buffer.GetPosition(Exchange.Request.Length));
        }
        else
        {
            input.AdvanceTo(buffer.Start, buffer.End);
        }

        return status;
    }

    /// <summary>NeedMore: the client went away, or <see cref="headIsLate"/>.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<Http1ParseStatus> ReadRestOfHeadAsync(ReadResult read)
    {
        client.Deadline.Set(DeadlineReason.RequestHead, worker.Options.RequestHeadTimeout);
        var status = Http1ParseStatus.NeedMore;
        while (status == Http1ParseStatus.NeedMore && !read.IsCompleted && !headIsLate)
        {
            read = await client.Body.Input.ReadAsync();
            status = TakeHead(read);
        }

        return status;
    }

    void Begin()
    {
        Exchange.IsHttp2 = client.IsMultiplexed;
        Exchange.Direction = client.Downstream.Arrival.Direction;
        Exchange.Snapshot = worker.Config.Current;
        Exchange.DownstreamRemoteAddress = client.Downstream.RemoteAddress;
        Exchange.DownstreamAddress = client.Downstream.RemoteIPAddress;
        Exchange.DownstreamLocalAddress = client.Downstream.LocalAddress;
        Exchange.OriginalDestination = client.Downstream.Arrival.Destination;
        Exchange.RequestHeadBytes = Exchange.Request.Length;
        Exchange.Started = worker.Time.GetTimestamp();
        Exchange.IsGrpc = headFault is null && headStatus == Http1ParseStatus.Complete && GrpcRequest.Is(Exchange);
        isOpen = true;
        forwarder.Begin(client);
        client.Deadline.Set(DeadlineReason.Progress, ProgressTimeout);
    }

    TimeSpan ProgressTimeout => worker.Options.StreamIdleTimeout > TimeSpan.Zero ? worker.Options.StreamIdleTimeout : worker.Options.IdleTimeout;

    /// <summary>The proxy's own answer; where the response has begun or nobody listens, a reset, so that nothing cut off looks whole.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<bool> AnswerAsync(Fault? fault)
    {
        Exchange.Flags |= fault?.Flags ?? Exchange.LocalResponse!.Flags;
        Exchange.Details = fault?.Details ?? Exchange.LocalResponse!.Details;
        Exchange.UpstreamFailure = fault?.TransportFailure ?? "";
        if ((Exchange.Flags & ProtocolErrors) != 0)
        {
            worker.Telemetry.Counters.CountProtocolError();
        }

        if (Exchange.ResponseCode != 0 || fault is { Unanswerable: true })
        {
            Exchange.ConnectionTermination = fault?.Side == FaultSide.Downstream ? fault.Details : "";
            client.Body.Abort();
            return false;
        }

        var response = fault?.Response ?? Exchange.LocalResponse!;
        var keepAlive = forwarder.MayKeepAlive && !forwarder.IsLeaving && fault is not { EndsConnection: true } && forwarder.TryDiscardRequestBody();
        ResponseFilters.Run(Exchange);
        client.WriteLocal(Exchange, response, close: !keepAlive);
        Exchange.ResponseCode = Exchange.IsGrpc ? 200 : response.Status;
        Exchange.GrpcStatus = Exchange.IsGrpc ? GrpcStatuses.OfHttp(response.Status) : null;
        Exchange.ResponseBodyBytes = Exchange.IsGrpc || Exchange.Request.Method == Http1Method.Head ? 0 : response.Body.Length;
        // A client that has closed its window must not hold the exchange: there is nothing left to cancel.
        client.Deadline.Set(DeadlineReason.Answer, worker.Options.AnswerTimeout);
        var flush = await client.Body.Output.FlushAsync();
        return keepAlive && !flush.IsCompleted;
    }

    /// <summary>The one place where an exchange ends: counted and logged, whatever became of it.</summary>
    void Complete()
    {
        isOpen = false;
        Exchange.Ended = worker.Time.GetTimestamp();
        if (Exchange.IsGrpc)
        {
            Exchange.GrpcStatus ??= GrpcResponse.StatusOf(Exchange);
        }

        worker.Telemetry.Complete(Exchange);
    }

    /// <summary>After a bug, in a filter or here: what the exchange holds of others is given back, and it is counted like any other.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask AbandonAsync()
    {
        client.Body.Abort();
        await forwarder.AbandonAsync();
        if (isOpen)
        {
            Exchange.Flags |= ResponseFlags.LocalReset;
            Exchange.Details = "internal_error";
            Complete();
        }
    }

    void Release()
    {
        store.Release();
        Exchange.Reset();
        if (scratch is not null)
        {
            ArrayPool<byte>.Shared.Return(scratch);
            scratch = null;
        }

        client = null!;
        forwarder.End();
    }
}
