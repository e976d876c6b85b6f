using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Mesh.Protocols.Grpc;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;
using Mesh.Proxy.Forwarding;
using Mesh.Proxy.Http2;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;
using Mesh.Proxy.Serving.Heads;
using Mesh.Transport;

namespace Mesh.Proxy.Upstream;

/// <summary>
/// One exchange's stream to an endpoint, from the wait for a connection to the end. Pooled per worker; it goes back when the session has forgotten the stream
/// and the exchange, which reads the response's head at its completion, has released it.
/// </summary>
sealed class Http2UpstreamStream : UpstreamStream, IValueTaskSource<ReadResult>, IValueTaskSource<TransportError>
{
    readonly Worker worker;
    readonly StreamLink link;
    ManualResetValueTaskSourceCore<ReadResult> head;
    ManualResetValueTaskSourceCore<TransportError> connected;
    Http2ClientConnection connection = null!;
    Exchange? exchange;
    ClientStream? client;
    Fault? fault;
    Fault cutFault = FaultTable.UpstreamEndedWithinBody;
    ResponseStep step;
    ReadOnlyMemory<byte> headBytes;
    TransportError? connectResult;
    /// <summary>An interim head: the upstream has the request.</summary>
    bool hasHeard;
    bool isWaiting;
    bool isConnecting;
    bool isOpened;
    bool isReleased;
    bool isReusedConnection;

    public Http2UpstreamStream(Worker worker)
    {
        this.worker = worker;
        link = new StreamLink(this);
    }

    public override TransportConnection Body => link.Body;

    public override bool IsMultiplexed => true;

    public override bool HasAllInput => link.Body.InputEnd == ConnectionEnd.Fin;

    public override ReadOnlyMemory<byte> Trailers => link.Trailers;

    /// <summary>An extended CONNECT.</summary>
    public bool IsTunnel { get; set; }

    public override string LocalAddress => connection.LocalAddress;

    public override bool IsReused => isReusedConnection;

    public override bool NothingSent => false;

    public override Fault CutFault => cutFault;

    // ---- leasing

    public void Begin()
    {
        exchange = null;
        client = null;
        fault = null;
        cutFault = FaultTable.UpstreamEndedWithinBody;
        step = ResponseStep.NeedMore;
        connectResult = null;
        headBytes = default;
        hasHeard = isWaiting = isConnecting = isOpened = isReleased = IsTunnel = false;
        head.Reset();
        connected.Reset();
    }

    public void Attach(Http2ClientConnection carrier)
    {
        connection = carrier;
        isReusedConnection = carrier.HasCarried;
        link.Begin(carrier, Http2ErrorCode.Cancel);
    }

    /// <summary>Until its pool has a connection for it; None: <see cref="Attach"/>ed.</summary>
    public ValueTask<TransportError> WaitForConnectionAsync()
    {
        if (connectResult is { } known)
        {
            return new ValueTask<TransportError>(known);
        }

        isConnecting = true;
        return new ValueTask<TransportError>(this, connected.Version);
    }

    public void OnConnected(TransportError error)
    {
        if (isConnecting)
        {
            isConnecting = false;
            connected.SetResult(error);
        }
        else
        {
            // A connect may fail before anybody waits for it.
            connectResult ??= error;
        }
    }

    /// <summary>Back to its pool when the exchange has completed.</summary>
    public override void Release()
    {
        isReleased = true;
        exchange = null;
        client = null;
        ReturnIfDone();
    }

    // ---- the exchange

    public override void WriteHead(Exchange request, ClientStream from, bool isUpgrade)
    {
        exchange = request;
        client = from;
        IsTunnel = isUpgrade;
        var scratch = worker.Scratch;
        scratch.Clear();
        RequestHeadWriter.Write(scratch, request, isUpgrade);
        var fields = connection.BeginRequest(link);
        if (!fields.IsLive)
        {
            // The connection took no more: nothing of the request has left, and nothing of its body may wait for room.
            End(FaultTable.UpstreamRefused);
            link.Body.Abort();
            return;
        }

        isOpened = true;
        connection.OnStreamOpened();
        FieldLines.WriteRequest(
            ref fields, scratch.Written, request.Request.IsHttpsScheme, isUpgrade ? "websocket"u8 : default,
            new NeverIndexedFields(request.Request, request.RequestBytes.Span));
        if (AcceptsTrailers(request))
        {
            fields.Write("te"u8, "trailers"u8);
        }

        var isWhole = request.Request.BodyKind == Http1BodyKind.None && !isUpgrade;
        connection.EndHead(ref fields, isWhole);
        connection.FlushLater();
        if (isWhole)
        {
            link.Body.MarkEnded();
        }
    }

    public override bool HasSensitiveTrailers => link.HasSensitiveTrailers;

    public override void End(ReadOnlyMemory<byte> trailers, bool isSensitive = false) => link.Body.End(trailers, isSensitive);

    public override ValueTask<ReadResult> ReadHeadAsync()
    {
        if (step != ResponseStep.NeedMore)
        {
            return default;
        }

        head.Reset();
        isWaiting = true;
        return new ValueTask<ReadResult>(this, head.Version);
    }

    public override ResponseStep TakeHead(in ReadResult read, ResponseHeadReader reader, ClientStream to, out Fault? failure)
    {
        var taken = step;
        failure = fault;
        if (taken == ResponseStep.Interim)
        {
            step = ResponseStep.NeedMore;
        }
        else if (taken == ResponseStep.Final)
        {
            TakeFinal(exchange!);
        }

        return taken;
    }

    /// <summary>Not before: until there is a head, the index is still that of the stream's last use.</summary>
    void TakeFinal(Exchange request)
    {
        if (!IsTunnel || link.Head.StatusCode >= 300)
        {
            request.Response = link.Head;
            request.ResponseBytes = headBytes;
            return;
        }

        var scratch = worker.Scratch;
        scratch.Clear();
        SwitchedHead.Write(scratch, request, headBytes.Span, link.Head);
        request.ResponseBytes = Keep(scratch.Written);
        var scanned = 0;
        Http1ResponseParser.Parse(request.ResponseBytes.Span, worker.Options.Limits, request.Response, request.Request.Method, ref scanned, out _);
    }

    public override void DropInput(in ReadResult read)
    {
    }

    /// <summary>A stream is used once. One whose request or response is not whole is reset.</summary>
    public override void Return(bool isReusable) => Abort();

    public override void Abort()
    {
        if (isConnecting)
        {
            OnConnected(TransportError.Canceled);
            return;
        }

        link.Body.Abort();
        // Also where nobody waits for the head yet: whoever comes to wait for it would do so for ever.
        if (step == ResponseStep.NeedMore)
        {
            End(FaultTable.UpstreamEnded);
        }

        Wake();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => head.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => head.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        head.OnCompleted(continuation, state, token, flags);

    TransportError IValueTaskSource<TransportError>.GetResult(short token) => connected.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TransportError>.GetStatus(short token) => connected.GetStatus(token);

    void IValueTaskSource<TransportError>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        connected.OnCompleted(continuation, state, token, flags);

    /// <summary>The one member of TE that HTTP/2 knows (RFC 9113 section 8.2.2).</summary>
    static bool AcceptsTrailers(Exchange exchange)
    {
        if (exchange.WebRequest != GrpcContentKind.None)
        {
            return true;
        }

        var bytes = exchange.RequestBytes.Span;
        foreach (ref readonly var field in exchange.Request.Fields)
        {
            if (field.Known == Http1KnownField.Te && new Http1List(field.Value.Of(bytes)).ContainsIgnoreCase("trailers"u8))
            {
                return true;
            }
        }

        return false;
    }

    void End(Fault reason)
    {
        if (step != ResponseStep.Final)
        {
            step = ResponseStep.Failed;
            fault = reason;
        }
    }

    void Wake()
    {
        if (isWaiting)
        {
            isWaiting = false;
            head.SetResult(default);
        }
    }

    void ReturnIfDone()
    {
        if (isReleased && !isOpened)
        {
            worker.UpstreamStreams.Return(this);
        }
    }

    sealed class StreamLink(Http2UpstreamStream owner) : CarriedStream(new Http1Head(owner.worker.Options.Limits), owner.worker.Loop)
    {
        long receivedAtStall;

        public override void OnHead(ReadOnlySpan<byte> bytes, bool endStream)
        {
            if (owner.exchange is not { } exchange)
            {
                return;
            }

            NoteFirstByte(exchange);
            exchange.ResponseHeadBytes += bytes.Length;
            owner.headBytes = owner.Keep(bytes);
            owner.step = ResponseStep.Final;
            Note();
        }

        /// <summary>Written for the client at once: the index is used again for the next head, which may stand right behind.</summary>
        public override void OnInterim(ReadOnlySpan<byte> bytes)
        {
            if (owner.exchange is not { } exchange || owner.step == ResponseStep.Failed)
            {
                return;
            }

            NoteFirstByte(exchange);
            owner.hasHeard = true;
            exchange.ResponseHeadBytes += bytes.Length;
            if (exchange.Request.MinorVersion == 1)
            {
                owner.client!.WriteInterim(bytes, Head);
                owner.step = ResponseStep.Interim;
                Note();
            }
        }

        public override void OnReset(Http2ErrorCode code, bool byPeer)
        {
            owner.End(owner.FaultOf(code, byPeer, this));
            owner.cutFault = byPeer ? FaultTable.UpstreamResetWithinBody
                : Malformed != Http2Malformed.None ? FaultTable.UpstreamProtocolWithinBody
                : FaultTable.UpstreamEndedWithinBody;
            base.OnReset(code, byPeer);
        }

        /// <summary>A long upload that pauses while the answer comes is none of it.</summary>
        public override void OnStalled()
        {
            if (Body.BytesReceived != receivedAtStall)
            {
                receivedAtStall = Body.BytesReceived;
                Body.WatchOn();
                return;
            }

            base.OnStalled();
            owner.End(FaultTable.UpstreamStalled);
            owner.cutFault = FaultTable.UpstreamStalled;
            Connection.Reset(this, Http2ErrorCode.Cancel);
            base.OnReset(Http2ErrorCode.Cancel, byPeer: false);
        }

        public override void OnTurn()
        {
            if (owner.step != ResponseStep.NeedMore)
            {
                owner.Wake();
            }

            base.OnTurn();
        }

        public override void OnClosed()
        {
            receivedAtStall = 0;
            owner.isOpened = false;
            owner.connection.OnStreamClosed();
            owner.ReturnIfDone();
        }

        void NoteFirstByte(Exchange exchange)
        {
            if (exchange.UpstreamFirstByte == 0)
            {
                exchange.UpstreamFirstByte = owner.worker.Time.GetTimestamp();
            }
        }
    }

    /// <summary>RefusedStream, also for what a GOAWAY leaves out: provably not processed (RFC 9113 section 8.7).</summary>
    Fault FaultOf(Http2ErrorCode code, bool byPeer, Http2Stream stream) =>
        byPeer ? (code == Http2ErrorCode.RefusedStream ? FaultTable.UpstreamRefused : FaultTable.UpstreamReset)
        : stream.Malformed != Http2Malformed.None ? FaultTable.UpstreamProtocol
        : connection.IsLost ? (hasHeard || !connection.WasEndedByPeer ? FaultTable.UpstreamEndedWithinHead : FaultTable.UpstreamEnded)
        : FaultTable.UpstreamProtocol;

    byte[] kept = [];

    ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        if (kept.Length < bytes.Length)
        {
            kept = new byte[Math.Max(512, bytes.Length)];
        }

        bytes.CopyTo(kept);
        return kept.AsMemory(0, bytes.Length);
    }
}
