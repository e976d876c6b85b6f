using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Http2;

/// <summary>
/// An HTTP/2 connection, either end: the session, bound to a transport. What exchanges write in a turn of the loop goes out in one flush at its end.
/// </summary>
abstract class Http2Connection : Http2Session, IDeadlineOwner, IValueTaskSource
{
    /// <summary>Content that the output takes before the kernel has taken what is there: more would only wait here instead of with its sender.</summary>
    const int OutputLimit = 256 * 1024;

    /// <summary>For a peer with nothing under way to answer the PING between the two GOAWAYs of a drain: one that is gone never does.</summary>
    static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What waits to be sent to a client beyond this is not added to: nothing more is read until the client has read. Heads are in no window, so one that asks and
    /// never reads would make us hold any number of answers. An honest one has no more to come than its concurrent streams' heads, and reads. Upstreams are
    /// read on: what goes to them is bounded by their streams, and two ends that each wait for the other to read would wait for good.
    /// </summary>
    const int UnreadLimit = 1024 * 1024;

    readonly List<CarriedStream> noted = [];
    ManualResetValueTaskSourceCore<bool> room;
    bool awaitsRoom;
    readonly Deadline deadline;
    ValueTask flushing;
    bool isTurnEndScheduled;
    bool isFlushing;
    bool isClosed;

    /// <summary>Since when what has come of a frame is not the whole of it; -1: it is.</summary>
    long partSince = -1;

    protected Http2Connection(Worker worker, TransportConnection transport, Http2Role role, Http2Options options)
        : base(role, options, worker.Http2, transport.Output)
    {
        Worker = worker;
        Transport = transport;
        OutputBudget = OutputLimit;
        deadline = new Deadline(worker.Loop.Timers, this);
        NowMilliseconds = worker.Loop.Timers.Now;
    }

    public TransportConnection Transport { get; }

    public Worker Worker { get; }

    /// <summary>Without streams for so long it is closed; zero: never.</summary>
    protected abstract TimeSpan IdleTimeout { get; }

    /// <summary>Something was written: it is sent when this turn of the loop ends.</summary>
    public void FlushLater()
    {
        if (!isTurnEndScheduled)
        {
            isTurnEndScheduled = true;
            Transport.Loop.Schedule(static connection => ((Http2Connection)connection!).EndTurn(), this);
        }
    }

    /// <summary>A stream is told what happened to it when the turn ends.</summary>
    public void Note(CarriedStream stream)
    {
        if (!stream.IsNoted)
        {
            stream.IsNoted = true;
            noted.Add(stream);
            FlushLater();
        }
    }

    /// <summary>No new streams; those there are end by themselves.</summary>
    public void BeginDrain()
    {
        if (!IsEnded && !IsDraining)
        {
            NowMilliseconds = Transport.Loop.Timers.Now;
            Drain();
            SetDeadline();
            FlushLater();
        }
    }

    public virtual void OnDeadline(DeadlineReason reason)
    {
        NowMilliseconds = Transport.Loop.Timers.Now;
        if (reason == DeadlineReason.KeepAlive && !IsDraining && ActiveStreams == 0)
        {
            BeginDrain();
            return;
        }

        CheckDeadline();
        if (reason == DeadlineReason.Answer && awaitsRoom)
        {
            Worker.Telemetry.Counters.CountStalledStream();
            Terminate(Http2ErrorCode.EnhanceYourCalm, "http2.tx_flush_timeout");
            Transport.Abort();
        }

        if (reason == DeadlineReason.KeepAlive && ActiveStreams == 0)
        {
            Shutdown(Http2ErrorCode.NoError, "drain");
        }
        else if (UnfinishedSince >= 0 && NowMilliseconds - UnfinishedSince >= HeadTimeout)
        {
            Shutdown(Http2ErrorCode.EnhanceYourCalm, "request_header_timeout");
        }

        SetDeadline();
        FlushLater();
    }

    /// <summary>Slow headers: since when a field block, or a frame (but for DATA, which is taken as it comes), has been begun and not ended.</summary>
    long UnfinishedSince => HeaderBlockOpenSince >= 0 ? HeaderBlockOpenSince : partSince;

    long HeadTimeout => Worker.Options.RequestHeadTimeout > TimeSpan.Zero ? (long)Worker.Options.RequestHeadTimeout.TotalMilliseconds : long.MaxValue;

    /// <summary>Reads until the connection ends.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    protected async ValueTask CarryAsync()
    {
        Start();
        FlushLater();
        SetDeadline();
        while (!IsEnded)
        {
            var read = await Transport.Input.ReadAsync();
            Take(read);
            if (Role == Http2Role.Server && Transport.Output.UnflushedBytes > UnreadLimit && !IsEnded)
            {
                await WaitForRoomAsync();
            }
        }

        deadline.Remove();
        Tell();
        FlushLater();
    }

    void IValueTaskSource.GetResult(short token) => room.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => room.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        room.OnCompleted(continuation, state, token, flags);

    /// <summary>It carries nothing any more and nothing new may come: its socket is being closed.</summary>
    protected virtual void OnDone()
    {
    }

    protected override void OnHead(Http2Stream stream, ReadOnlySpan<byte> bytes, bool endStream) => ((CarriedStream)stream).OnHead(bytes, endStream);

    protected override void OnHeadTooLarge(Http2Stream stream, bool endStream) => ((CarriedStream)stream).OnHeadTooLarge(endStream);

    protected override void OnInterim(Http2Stream stream, ReadOnlySpan<byte> bytes) => ((CarriedStream)stream).OnInterim(bytes);

    protected override void OnData(Http2Stream stream, in ReadOnlySequence<byte> content) => ((CarriedStream)stream).OnData(content);

    protected override void OnTrailers(Http2Stream stream, ReadOnlySpan<byte> bytes, Http1Head trailers) => ((CarriedStream)stream).OnTrailers(bytes, trailers);

    protected override void OnEnd(Http2Stream stream) => ((CarriedStream)stream).OnEnd();

    protected override void OnReset(Http2Stream stream, Http2ErrorCode code, bool byPeer) => ((CarriedStream)stream).OnReset(code, byPeer);

    protected override void OnWindow(Http2Stream stream) => ((CarriedStream)stream).Body.OnWindow();

    protected override void OnClosed(Http2Stream stream)
    {
        ((CarriedStream)stream).OnClosed();
        if (ActiveStreams == 0)
        {
            SetDeadline();
        }
    }

    /// <summary>What the connection waits for has changed.</summary>
    protected void SetDeadline()
    {
        if (awaitsRoom)
        {
            var stall = Worker.Options.Http2StallTimeout;
            deadline.Set(DeadlineReason.Answer, stall > TimeSpan.Zero ? stall : IdleTimeout);
        }
        else if (SettingsAckDeadline != long.MaxValue)
        {
            deadline.Set(DeadlineReason.Settings, TimeSpan.FromMilliseconds(Math.Max(1, SettingsAckDeadline - NowMilliseconds)));
        }
        else if (UnfinishedSince >= 0 && HeadTimeout != long.MaxValue)
        {
            deadline.Set(DeadlineReason.RequestHead, TimeSpan.FromMilliseconds(Math.Max(1, UnfinishedSince + HeadTimeout - NowMilliseconds)));
        }
        else if (ActiveStreams == 0)
        {
            deadline.Set(DeadlineReason.KeepAlive, IsDraining ? FarewellTimeout : IdleTimeout);
        }
        else
        {
            deadline.Lift();
        }
    }

    void Take(in ReadResult read)
    {
        NowMilliseconds = Transport.Loop.Timers.Now;
        var isAtEase = ActiveStreams > 0 && UnfinishedSince < 0;
        Receive(read.Buffer, out var consumed);
        NotePart(read.Buffer, consumed);
        Transport.Input.AdvanceTo(consumed, read.Buffer.End);
        if (read.IsCompleted)
        {
            Terminate(Http2ErrorCode.NoError, "remote_disconnect");
        }
        else if (!isAtEase || UnfinishedSince >= 0)
        {
            SetDeadline();
        }

        Tell();
        FlushLater();
    }

    /// <summary>Whole frames are progress; bytes of one that is not whole are none, however busily they trickle.</summary>
    void NotePart(in ReadOnlySequence<byte> buffer, SequencePosition consumed)
    {
        var rest = buffer.Slice(consumed).Length;
        partSince = rest == 0 ? -1
            : rest < buffer.Length || partSince < 0 ? NowMilliseconds
            : partSince;
    }

    /// <summary>Streams learn what a turn brought. What they do then may bring more: that is for the next.</summary>
    void Tell()
    {
        for (var i = 0; i < noted.Count; i++)
        {
            var stream = noted[i];
            stream.IsNoted = false;
            stream.OnTurn();
        }

        noted.Clear();
    }

    void EndTurn()
    {
        isTurnEndScheduled = false;
        NowMilliseconds = Transport.Loop.Timers.Now;
        Pump();
        Tell();
        if (isClosed)
        {
            // Streams may outlive their connection, until what came on them is read.
            return;
        }

        if (!isFlushing)
        {
            Flush();
        }
        else if (IsEnded)
        {
            // A peer that does not read is not waited for: closing sends what it takes within a bounded time.
            CloseTransport();
        }
    }

    void Flush()
    {
        if (Transport.Output.UnflushedBytes > 0)
        {
            var flush = Transport.Output.FlushAsync();
            if (!flush.IsCompleted)
            {
                isFlushing = true;
                // The last one is long done: fetching its result gives its state back.
                flushing.GetAwaiter().GetResult();
                flushing = FinishFlushAsync(flush);
                return;
            }

            OnFlushed(flush.Result);
        }

        if (IsEnded || IsDrained)
        {
            CloseTransport();
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask FinishFlushAsync(ValueTask<FlushResult> flush)
    {
        var result = await flush;
        isFlushing = false;
        OnFlushed(result);
        FlushLater();
    }

    void OnFlushed(in FlushResult result)
    {
        if (result.IsCompleted)
        {
            Terminate(Http2ErrorCode.NoError, "remote_disconnect");
            return;
        }

        Flushed();
        OfferRoom();
        OutputBudget = OutputLimit;
        Pump();
        if (Transport.Output.UnflushedBytes > 0)
        {
            FlushLater();
        }
    }

    void CloseTransport()
    {
        isClosed = true;
        deadline.Remove();
        if (!IsEnded)
        {
            Terminate(Http2ErrorCode.NoError, "drained");
        }

        OnDone();
        Transport.Close();
        OfferRoom();
    }

    ValueTask WaitForRoomAsync()
    {
        room.Reset();
        awaitsRoom = true;
        FlushLater();
        SetDeadline();
        return new ValueTask(this, room.Version);
    }

    void OfferRoom()
    {
        if (awaitsRoom)
        {
            awaitsRoom = false;
            SetDeadline();
            room.SetResult(true);
        }
    }
}
