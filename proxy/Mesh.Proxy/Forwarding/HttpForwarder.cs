using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Mesh.Protocols.Grpc;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Config;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;
using Mesh.Proxy.Serving.Heads;
using Mesh.Proxy.Upstream;
using Mesh.Transport;

namespace Mesh.Proxy.Forwarding;

/// <summary>
/// Carries one decided request to an endpoint and the response back. What a small exchange costs is one send and one receive on either side: the
/// request's body goes out with its head, the response's body with its own.
/// </summary>
sealed class HttpForwarder
{
    readonly Worker worker;
    readonly Exchange exchange;
    readonly RequestBody requestBody;
    readonly ResponseBody responseBody;
    readonly ResponseHeadReader headReader;
    readonly byte[] requestId = new byte[RequestIdWriter.Length];
    readonly Deadline routeDeadline;
    readonly ConnectCancellation connecting = new();
    ClientStream client = null!;
    UpstreamStream? upstream;

    /// <summary>Whose response head the exchange still reads.</summary>
    UpstreamStream? leased;
    Fault? canceled;
    bool isUpgrade;
    bool isReplay;
    bool isCounted;

    public HttpForwarder(Worker worker, Exchange exchange, HeadStore store)
    {
        this.worker = worker;
        this.exchange = exchange;
        requestBody = new RequestBody(worker, exchange, store, Cancel);
        responseBody = new ResponseBody(worker, exchange, store);
        headReader = new ResponseHeadReader(worker, exchange, store);
        routeDeadline = new Deadline(worker.Loop.Timers, new RouteTimeoutOwner(this));
    }

    /// <summary>The client may send another request: it wants to, framing is intact, and the response did not tell it to go.</summary>
    public bool MayKeepAlive { get; private set; }

    /// <summary>Whoever calls us is told to go with the response (11.4): asked when that is written, as the drain may have begun since the request.</summary>
    public bool IsLeaving => worker.IsDraining && exchange.Direction != Direction.Outbound;

    public void Begin(ClientStream stream)
    {
        client = stream;
        canceled = null;
        isReplay = false;
        MayKeepAlive = exchange.Request is { KeepAlive: true, MinorVersion: 1 };
        requestBody.Begin(stream);
    }

    /// <summary>Null: the response went to the client whole. Else what failed; if the exchange has a response code by then, its head has gone out.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<Fault?> ForwardAsync()
    {
        Prepare();
        while (true)
        {
            // 1. An endpoint, and a connection to it: one kept from an earlier request, or a new one.
            var fault = PickEndpoint();
            if (fault is null && (isReplay || !TryLeaseIdle()))
            {
                fault = await ConnectAsync();
            }

            if (fault is null)
            {
                // 2. The head. A small body is with it; any other is pumped beside what follows.
                await SendRequest();

                // 3. The response's head. Interim ones go on at once: a client may wait for 100 before it sends its body.
                var step = ResponseStep.NeedMore;
                while (step is ResponseStep.NeedMore or ResponseStep.Interim)
                {
                    step = OnHeadInput(await upstream!.ReadHeadAsync(), out fault);
                    if (step == ResponseStep.Interim)
                    {
                        await client.Body.Output.FlushAsync();
                    }
                }

                // 4. The response, in one flush with its body if that is here already.
                if (step == ResponseStep.Final)
                {
                    fault = responseBody.IsComplete
                        ? OnFlushed(await client.Body.Output.FlushAsync())
                        : await FinishResponseAsync();
                }
            }

            // 5. The request's body may still be on its way: an early response is an answer all the same.
            if (!requestBody.IsSettled)
            {
                await StopRequestBodyAsync();
            }

            fault = canceled ?? fault;
            var mayReplay = fault is not null && MayReplay(fault);
            EndLease(isClean: fault is null);
            if (!mayReplay)
            {
                return fault;
            }
        }
    }

    /// <summary>
    /// Ends the exchange from outside its flow. What it waits for ends with the connections; the flow then finds out why. A client that has not taken
    /// what it was sent, or whose exchange was cancelled before and has still not ended, would not take an answer either: it is reset, as else the flow
    /// would wait for it forever.
    /// </summary>
    public void Cancel(Fault fault)
    {
        if (client is null)
        {
            return;
        }

        var isStuck = canceled is not null || client.Body.Output.UnflushedBytes > 0;
        canceled ??= fault;
        if (isStuck || exchange.ResponseCode != 0)
        {
            client.Body.Abort();
        }

        // Last: the flow may go on within these calls, and be over with the exchange when they return.
        connecting.Cancel();
        upstream?.Abort();
    }

    /// <summary>Reads and drops what is left of the request's body if that is little and here already. False: the connection cannot go on.</summary>
    public bool TryDiscardRequestBody() => requestBody.TryDiscard();

    /// <summary>The flow was left by an exception: ends what it began. The client's connection is aborted already.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask AbandonAsync()
    {
        var connection = upstream?.Body;
        if (!requestBody.IsSettled)
        {
            await requestBody.StopAsync();
        }

        EndLease(isClean: false);
        // What was being read when it happened is still held.
        connection?.Input.Complete();
        connection?.Output.Complete();
    }

    public void End()
    {
        routeDeadline.Lift();
        headReader.End();
        responseBody.End();
        leased?.Release();
        leased = null;
        client = null!;
        requestBody.End();
    }

    void Prepare()
    {
        var head = exchange.Request;
        var id = head.IndexOf(Http1KnownField.XRequestId);
        var makesId = exchange.Snapshot.Http.WritesRequestId;
        if (id >= 0 && (!makesId || ClientTrustRule.Of(exchange) != ClientTrust.External))
        {
            exchange.RequestId = exchange.RequestBytes.Slice(head[id].Value.Start, head[id].Value.Length);
        }
        else if (makesId)
        {
            RequestIdWriter.Write(requestId, ref worker.Random);
            exchange.RequestId = requestId;
        }

        isUpgrade = UpgradeRule.Allows(exchange.RequestBytes.Span, head);
        requestBody.TakeIfSmall();
        routeDeadline.Set(DeadlineReason.Route, ExchangeTimeout.Of(exchange));
    }

    Fault? PickEndpoint()
    {
        exchange.Attempts++;
        leased?.Release();
        leased = null;
        var cluster = exchange.Cluster!;
        var endpoint = cluster.UsesOriginalDestination
            ? client.Downstream.OriginalOf(cluster)
            : cluster.Balancer.Pick(worker.Index, ref worker.Random);
        exchange.Endpoint = endpoint;
        if (endpoint is null)
        {
            return FaultTable.NoHealthyUpstream;
        }

        // Only the mesh is told who we are: strangers need not know.
        var isToldWho = exchange.Direction != Direction.Inbound && endpoint.Workload.Workload.Length > 0;
        exchange.OwnMetadata = isToldWho ? worker.OwnMetadata?.Current : null;
        var slot = endpoint.Slot(worker.Index);
        slot.Active++;
        slot.Requests++;
        isCounted = true;
        return null;
    }

    /// <summary>gRPC is nothing but HTTP/2. An upgrade goes by HTTP/1.1 where the endpoint has said that it takes no extended CONNECT.</summary>
    bool UsesHttp2() => (exchange.WebRequest != GrpcContentKind.None || exchange.Cluster!.Version switch
    {
        UpstreamVersion.Http2 => true,
        UpstreamVersion.AsClient => client.IsMultiplexed,
        UpstreamVersion.Http1 => client.IsMultiplexed && exchange.IsGrpc,
    }) && !(isUpgrade && client.Downstream.Http2PoolOf(exchange.Cluster!, exchange.Endpoint!).RefusesTunnels);

    bool TryLeaseIdle()
    {
        if (UsesHttp2())
        {
            upstream = client.Downstream.Http2PoolOf(exchange.Cluster!, exchange.Endpoint!).TryLease(isUpgrade);
            return upstream is not null;
        }

        upstream = client.Downstream.PoolOf(exchange.Cluster!, exchange.Endpoint!).TakeIdle();
        return upstream is not null;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<Fault?> ConnectAsync()
    {
        var endpoint = exchange.Endpoint!;
        var timeout = exchange.Cluster!.ConnectTimeout;
        if (UsesHttp2())
        {
            var fault = await WaitForStreamAsync(client.Downstream.Http2PoolOf(exchange.Cluster, endpoint), timeout);
            if (fault is not null || upstream is not null)
            {
                return fault;
            }
        }

        var result = await worker.Connector.ConnectAsync(endpoint, timeout, exchange.Direction, connecting);
        if (result.Connection is null)
        {
            return canceled ?? FaultTable.Of(result.Error);
        }

        client.Downstream.PrologueOf(exchange.Cluster)?.Write(result.Connection.Output);
        upstream = new Http1Upstream(result.Connection, endpoint.Slot(worker.Index), client.Downstream.PoolOf(exchange.Cluster, endpoint));
        return canceled;
    }

    /// <summary>Null and no upstream: the endpoint takes no tunnels over HTTP/2.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<Fault?> WaitForStreamAsync(Http2Pool pool, TimeSpan timeout)
    {
        var stream = pool.Queue(timeout, exchange.Direction, isUpgrade);
        upstream = stream;
        var error = await stream.WaitForConnectionAsync();
        var isRefused = isUpgrade && pool.RefusesTunnels;
        if (error == TransportError.None && !isRefused)
        {
            return canceled;
        }

        upstream = null;
        if (error == TransportError.None)
        {
            stream.Abort();
            stream.Release();
            return canceled;
        }

        pool.Forget(stream);
        stream.Release();
        return canceled ?? FaultTable.Of(error);
    }

    /// <summary>Completes when the kernel has taken the request. That it could not is left to the response to tell: there may be one already.</summary>
    ValueTask<FlushResult> SendRequest()
    {
        exchange.UpstreamLocalAddress = upstream!.LocalAddress;
        exchange.UpstreamStarted = exchange.Attempts == 1 && upstream.IsReused ? exchange.Started : worker.Time.GetTimestamp();
        headReader.Begin(isUpgrade);
        upstream.WriteHead(exchange, client, isUpgrade);
        return requestBody.Send(upstream) ? default : upstream.Body.Output.FlushAsync();
    }

    ResponseStep OnHeadInput(in ReadResult read, out Fault? fault)
    {
        if (canceled is not null)
        {
            fault = canceled;
            upstream!.DropInput(read);
            return ResponseStep.Failed;
        }

        var step = upstream!.TakeHead(read, headReader, client, out fault);
        if (step != ResponseStep.Final)
        {
            return step;
        }

        if (IsMistakenForTunnel())
        {
            fault = FaultTable.UpstreamProtocol;
            upstream.DropInput(read);
            return ResponseStep.Failed;
        }

        if (exchange.WebResponse != GrpcContentKind.None && !GrpcResponse.Is(exchange))
        {
            exchange.WebResponse = GrpcContentKind.None;
        }

        responseBody.Begin(upstream, client);
        if (!upstream.IsMultiplexed)
        {
            return WriteResponse(read.Buffer, exchange.Response.Length, out fault);
        }

        // The body's bytes are apart from the head: what is here of them is asked for.
        return upstream.Body.Input.TryRead(out var body) ? WriteResponse(body.Buffer, 0, out fault) : WriteHead();
    }

    /// <summary>To an extended CONNECT any 2xx opens the tunnel (RFC 8441 section 5); an HTTP/1.1 upstream that ignored the upgrade has opened none.</summary>
    bool IsMistakenForTunnel() =>
        exchange.Request.IsExtendedConnect && exchange.Response is { BodyKind: not Http1BodyKind.Tunnel, StatusCode: >= 200 and < 300 };

    /// <summary>The head, and with it what is here of a small body, which begins behind so many bytes.</summary>
    ResponseStep WriteResponse(in ReadOnlySequence<byte> buffer, int headLength, out Fault? fault)
    {
        var input = upstream!.Body.Input;
        fault = null;
        if (responseBody.IsBroken(buffer, headLength))
        {
            // As long as the head has not gone out this can be answered 502 instead of being cut off.
            fault = FaultTable.UpstreamProtocol;
            input.AdvanceTo(buffer.End);
            return ResponseStep.Failed;
        }

        WriteHead();
        input.AdvanceTo(responseBody.CopyIfSmall(buffer, headLength, upstream, client));
        return ResponseStep.Final;
    }

    ResponseStep WriteHead()
    {
        var head = exchange.Response;
        ResponseFilters.Run(exchange);
        MayKeepAlive &= !IsLeaving && (head.BodyKind is not Http1BodyKind.UntilClose and not Http1BodyKind.Tunnel || responseBody.IsChunked)
            && requestBody.IsSettled && requestBody.IsConsumed;
        exchange.ResponseCode = head.StatusCode;
        exchange.Details = "via_upstream";
        client.WriteHead(exchange, ServiceTime, responseBody.IsChunked, !MayKeepAlive);
        return ResponseStep.Final;
    }

    long ServiceTime => (long)worker.Time.GetElapsedTime(exchange.UpstreamStarted, exchange.UpstreamFirstByte).TotalMilliseconds;

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<Fault?> FinishResponseAsync()
    {
        if (exchange.Response.BodyKind == Http1BodyKind.Tunnel)
        {
            return await TunnelAsync();
        }

        return await responseBody.PumpAsync(upstream!, client);
    }

    /// <summary>After 101 the connections are one (2.13): no time-out but silence in both directions.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<Fault?> TunnelAsync()
    {
        // UpgradeRule lets no body through to here: two readers of one input would be a bug.
        Debug.Assert(requestBody.IsSettled, "A tunnel begins where no request body is under way.");
        routeDeadline.Lift();
        await client.Body.Output.FlushAsync();
        client.BecomeTunnel();
        var tunnel = new Tunnel(client.Body, upstream!.Body, worker.Options.IdleTimeout);
        await tunnel.RunAsync();
        exchange.RequestBodyBytes += tunnel.Sent;
        exchange.ResponseBodyBytes += tunnel.Received;
        MayKeepAlive = false;
        return null;
    }

    Fault? OnFlushed(in FlushResult flush) => flush.IsCompleted ? FaultTable.ClientGone : null;

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask StopRequestBodyAsync()
    {
        MayKeepAlive = false;
        await requestBody.StopAsync();
    }

    bool MayReplay(Fault fault)
    {
        if (canceled is not null || exchange.ResponseCode != 0)
        {
            return false;
        }

        return fault.Retry switch
        {
            FaultRetry.Never => false,
            FaultRetry.AnyEndpoint => MayConnectAgain(),
            FaultRetry.IfBodyAtHand => !requestBody.IsStreamed && MayConnectAgain(),
            FaultRetry.IfUnprocessed => isReplay = ReplayRule.Allows(upstream!, exchange.Request.Method, !requestBody.IsStreamed),
        };
    }

    bool MayConnectAgain()
    {
        // Where there is only the one address it would be asked again in the same instant: Istio puts no retries on these routes either.
        if (exchange.Cluster is not { UsesOriginalDestination: false })
        {
            return false;
        }

        if (exchange.Attempts <= worker.Options.ConnectRetries)
        {
            return true;
        }

        exchange.Flags |= ResponseFlags.UpstreamRetryLimitExceeded;
        return false;
    }

    void EndLease(bool isClean)
    {
        if (isCounted)
        {
            isCounted = false;
            exchange.Endpoint!.Slot(worker.Index).Active--;
        }

        if (upstream is null)
        {
            return;
        }

        if (isClean)
        {
            upstream.Return(exchange.Response.KeepAlive && requestBody.IsSent && exchange.Response.BodyKind != Http1BodyKind.Tunnel);
        }
        else
        {
            upstream.Abort();
        }

        exchange.ResponseTrailers = upstream.Trailers;
        leased = upstream;
        upstream = null;
    }

    sealed class RouteTimeoutOwner(HttpForwarder forwarder) : IDeadlineOwner
    {
        public void OnDeadline(DeadlineReason reason) => forwarder.Cancel(FaultTable.RouteTimeout);
    }
}
