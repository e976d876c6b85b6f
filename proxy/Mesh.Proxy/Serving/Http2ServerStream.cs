using System.Buffers;
using System.Runtime.CompilerServices;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;
using Mesh.Proxy.Http2;
using Mesh.Proxy.Serving.Faults;
using Mesh.Proxy.Serving.Heads;
using Mesh.Transport;

namespace Mesh.Proxy.Serving;

/// <summary>
/// One request of an HTTP/2 connection and its response. Pooled per worker together with the <see cref="RequestServer"/> whose index its head is read into.
/// It goes back when both are done with it: the session with the stream, and the exchange with the client.
/// </summary>
sealed class Http2ServerStream : ClientStream, IDeadlineOwner
{
    readonly Worker worker;
    readonly RequestServer requests;
    Http2Server connection = null!;
    ValueTask serving;
    bool isStarted;
    bool isServed;
    bool isClosed;
    bool isReset;

    /// <summary>Why.</summary>
    Fault reset = FaultTable.ClientGone;

    public Http2ServerStream(Worker worker)
    {
        this.worker = worker;
        requests = new RequestServer(worker);
        Link = new StreamLink(this);
        Deadline = new Deadline(worker.Loop.Timers, this);
    }

    /// <summary>The session's part.</summary>
    public CarriedStream Link { get; }

    public override Downstream Downstream => connection.Downstream;

    public override TransportConnection Body => Link.Body;

    public override bool IsMultiplexed => true;

    public override bool HasAllInput => Link.Body.InputEnd == ConnectionEnd.Fin;

    public override ReadOnlyMemory<byte> Trailers => Link.Trailers;

    public override Deadline Deadline { get; }

    public override bool IsGone => isReset;

    public void Begin(Http2Server carrier)
    {
        connection = carrier;
        // Long done: fetching the result gives its state back for this one.
        serving.GetAwaiter().GetResult();
        serving = default;
        isStarted = isServed = isClosed = isReset = false;
        Link.Begin(carrier, Http2ErrorCode.InternalError);
    }

    public override bool HasSensitiveTrailers => Link.HasSensitiveTrailers;

    public override void End(ReadOnlyMemory<byte> trailers, bool isSensitive = false) => Link.Body.End(trailers, isSensitive);

    public override void WriteInterim(ReadOnlySpan<byte> bytes, Http1Head head)
    {
        var scratch = worker.Scratch;
        scratch.Clear();
        ResponseHeadWriter.WriteInterim(scratch, bytes, head);
        var fields = connection.BeginHead(Link);
        FieldLines.WriteResponse(ref fields, scratch.Written);
        connection.EndInterim(ref fields);
        connection.FlushLater();
    }

    /// <summary>To a tunnel 101 says in HTTP/1 what 200 says here (RFC 8441 section 5).</summary>
    public override void WriteHead(Exchange exchange, long serviceTime, bool isChunked, bool close)
    {
        var scratch = worker.Scratch;
        scratch.Clear();
        ResponseHeadWriter.Write(scratch, exchange, serviceTime, worker.Date.Line, isChunked: false, close: false);
        var kind = exchange.Response.BodyKind;
        var fields = connection.BeginHead(Link);
        var neverIndexed = new NeverIndexedFields(exchange.Response, exchange.ResponseBytes.Span);
        FieldLines.WriteResponse(ref fields, scratch.Written, kind == Http1BodyKind.Tunnel ? "200"u8 : default, neverIndexed);
        EndHead(ref fields, isWhole: kind == Http1BodyKind.None);
    }

    public override void WriteLocal(Exchange exchange, LocalResponse response, bool close)
    {
        var scratch = worker.Scratch;
        scratch.Clear();
        LocalResponseWriter.Write(scratch, exchange, response, worker.Date.Line, close: false);
        var fields = connection.BeginHead(Link);
        var body = FieldLines.WriteResponse(ref fields, scratch.Written);
        EndHead(ref fields, isWhole: body.IsEmpty);
        if (!body.IsEmpty)
        {
            Body.Output.Write(body);
            End(default);
        }
    }

    /// <summary>RFC 8441 section 5: CANCEL says what RST says of a TCP connection.</summary>
    public override void BecomeTunnel() => Link.Body.ResetCode = Http2ErrorCode.Cancel;

    public void OnDeadline(DeadlineReason reason) => requests.OnDeadline(reason);

    void EndHead(ref Http2FieldWriter fields, bool isWhole)
    {
        connection.EndHead(ref fields, isWhole);
        connection.FlushLater();
        if (isWhole)
        {
            Link.Body.MarkEnded();
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask ServeAsync()
    {
        try
        {
            await requests.ServeAsync(this, default);
        }
        catch (Exception exception) when (worker.OnBug(exception))
        {
            // A bug costs the stream it happened on, not its neighbours.
        }
        finally
        {
            Deadline.Remove();
            Finish();
        }
    }

    /// <summary>A response that is whole while the request is not: its rest is not wanted (RFC 9113 section 8.1).</summary>
    void Finish()
    {
        if (Link.Body.HasEnded)
        {
            Link.Body.ResetCode = Http2ErrorCode.NoError;
        }

        Link.Body.Abort();
        isServed = true;
        Release();
    }

    void Release()
    {
        if (!isClosed || (isStarted && !isServed))
        {
            return;
        }

        if (!isStarted)
        {
            // Refused before it became an exchange: nobody else closes it.
            Link.Body.Abort();
        }

        worker.ServerStreams.Return(this);
    }

    sealed class StreamLink(Http2ServerStream owner) : CarriedStream(owner.requests.Exchange.Request, owner.worker.Loop)
    {
        bool isDue;

        public override void OnHead(ReadOnlySpan<byte> bytes, bool endStream) => Take(bytes, null);

        /// <summary>431 (RFC 6585 section 5) or 414; what stands in the index is of no use.</summary>
        public override void OnHeadTooLarge(bool endStream) => Take("GET / HTTP/1.1\r\n\r\n"u8, FaultTable.Of(Malformed switch
        {
            Http2Malformed.TargetTooLong => Http1Error.TargetTooLong,
            Http2Malformed.TooManyFields => Http1Error.TooManyFields,
            _ => Http1Error.HeadTooLarge,
        }));

        public override void OnInterim(ReadOnlySpan<byte> bytes)
        {
        }

        public override void OnReset(Http2ErrorCode code, bool byPeer)
        {
            owner.isReset = true;
            owner.reset = byPeer ? FaultTable.ClientGone : Http2Faults.Of(Malformed, owner.connection);
            if (Malformed != Http2Malformed.None && !byPeer)
            {
                owner.worker.Telemetry.Counters.CountProtocolError();
            }

            base.OnReset(code, byPeer);
        }

        public override void OnStalled()
        {
            base.OnStalled();
            Body.ResetCode = Http2ErrorCode.EnhanceYourCalm;
            owner.requests.OnClientStalled();
        }

        public override void OnTurn()
        {
            if (isDue)
            {
                isDue = false;
                owner.serving = owner.ServeAsync();
                return;
            }

            if (owner.isReset && !owner.isServed)
            {
                owner.requests.OnClientGone(owner.reset);
            }

            base.OnTurn();
        }

        public override void OnClosed()
        {
            owner.isClosed = true;
            owner.Release();
        }

        void Take(ReadOnlySpan<byte> bytes, Fault? fault)
        {
            owner.isStarted = true;
            owner.requests.SetHead(bytes, fault);
            isDue = true;
            Note();
        }
    }
}
