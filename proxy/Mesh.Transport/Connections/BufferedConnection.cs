using System.Buffers;
using System.IO.Pipelines;

namespace Mesh.Transport.Connections;

/// <summary>
/// What the connections of all transports share: buffering, half-close, lingering close, relay. A transport supplies attempts to receive and send
/// that never block, and tells of readiness by <see cref="OnEvents"/>.
/// </summary>
public abstract class BufferedConnection : DetailedConnection
{
    private readonly ConnectionInput input;
    private readonly ConnectionOutput output;
    private Relay? relay;
    private LingerTimer? linger;
    private ConnectionEnd inputEnd;
    private ConnectionEnd outputEnd;
    private ConnectionEnd failure;
    private ConnectionPhase phase;
    private bool peerHasFinished;
    private bool isResumeScheduled;
    private long bytesReceived;
    private long bytesSent;
    private TurnBudget budget;

    protected BufferedConnection(EventLoop loop)
    {
        Loop = loop;
        input = new ConnectionInput(this);
        output = new ConnectionOutput(this);
    }

    public override EventLoop Loop { get; }

    public override PipeReader Input => input;

    public override PipeWriter Output => output;

    public override ConnectionEnd InputEnd => inputEnd;

    public override ConnectionEnd OutputEnd => outputEnd;

    public override ConnectionEnd ComingInputEnd =>
        inputEnd != ConnectionEnd.Open ? inputEnd : failure == ConnectionEnd.Open && peerHasFinished ? ConnectionEnd.Fin : failure;

    public override long BytesReceived => bytesReceived;

    public override long BytesSent => bytesSent;

    public override long BytesRelayed => relay?.Delivered ?? 0;

    public override bool HasInput => input.Buffered > 0 || inputEnd != ConnectionEnd.Open || IsInputReady();

    /// <summary>The socket is gone.</summary>
    public override bool IsClosed => phase == ConnectionPhase.Closed;

    internal bool CanSend => SendReady && !IsClosed;

    internal ConnectionInput BufferedInput => input;

    internal ConnectionOutput BufferedOutput => output;

    /// <summary>The relay that sends into this connection, if one is running.</summary>
    internal Relay? IncomingRelay { get; set; }

    /// <summary>Kept by the transport: a receive lowers it, an event raises it.</summary>
    protected internal Readiness ReceiveReady { get; protected set; }

    /// <summary>Kept by the transport: a send that was not taken whole clears it, an event sets it.</summary>
    protected bool SendReady { get; set; }

    public override bool CheckInput()
    {
        if (!HasInput)
        {
            ProbeInput();
        }

        return HasInput;
    }

    public override void MoveBuffered(TransportConnection destination, long count)
    {
        if (destination is BufferedConnection buffered)
        {
            input.MoveTo(buffered.output, count);
        }
        else
        {
            input.CopyTo(destination.Output, count);
        }
    }

    public override ValueTask<RelayResult> RelayAsync(TransportConnection destination, long count = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (destination is not BufferedConnection buffered || !ReferenceEquals(buffered.Loop, Loop))
        {
            throw new ArgumentException("Only connections of one loop can be relayed.", nameof(destination));
        }

        relay ??= CreateRelay();
        return relay.Start(buffered, count);
    }

    public override void CancelRelay() => relay?.Cancel();

    public override void Abort()
    {
        if (!IsClosed)
        {
            CloseNow(reset: true);
        }
    }

    public override void Close()
    {
        if (phase != ConnectionPhase.Open)
        {
            return;
        }

        bool inputHasEnded = inputEnd != ConnectionEnd.Open;
        if (!inputHasEnded)
        {
            inputEnd = ConnectionEnd.Aborted;
        }

        phase = ConnectionPhase.Lingering;
        input.OnEnded();
        relay?.OnPeerEvent();
        IncomingRelay?.OnPeerEvent();
        Loop.Timers.Set(linger ??= new LingerTimer(this), LingerTimer.Limit);
        output.Complete();
        if (!IsClosed && ReceiveReady != Readiness.None)
        {
            DropInput();
        }
    }

    internal void EndInput(IoStatus status)
    {
        ConnectionEnd end = failure != ConnectionEnd.Open ? failure : status.ToEnd();
        if (inputEnd == ConnectionEnd.Open)
        {
            inputEnd = end;
        }

        if (end != ConnectionEnd.Fin)
        {
            EndOutput(end);
        }
    }

    /// <summary>A send failed. What the peer sent before stays readable.</summary>
    internal void EndOutput(IoStatus status) => EndOutput(failure != ConnectionEnd.Open ? failure : status.ToEnd());

    /// <summary>Everything is sent and the writer is completed: FIN.</summary>
    internal void FinishOutput()
    {
        if (outputEnd == ConnectionEnd.Open)
        {
            outputEnd = ConnectionEnd.Fin;
            ShutdownSend();
        }

        CloseIfDone();
    }

    internal void OnInputCompleted() => CloseIfDone();

    internal void OnReceived(int count) => bytesReceived += count;

    internal void OnSent(int count) => bytesSent += count;

    /// <summary>True if a receive may find something and the connection has some of its share of this turn left; else it is resumed in the next.</summary>
    internal bool MayReceive()
    {
        if (ReceiveReady == Readiness.None || IsClosed || inputEnd != ConnectionEnd.Open)
        {
            return false;
        }

        if (budget.TrySpend(Loop.Turn))
        {
            return true;
        }

        ResumeLater();
        return false;
    }

    internal void OnLingerEnded()
    {
        if (!IsClosed)
        {
            CloseNow(reset: output.Unsent > 0);
        }
    }

    /// <summary>Receives at once what is there, and lowers <see cref="ReceiveReady"/> when that was all.</summary>
    protected internal abstract IoOutcome Receive(Span<byte> buffer);

    /// <summary>Receives into the free space of blocks, in order.</summary>
    protected internal virtual IoOutcome Receive(ReadOnlySpan<BufferBlock> blocks)
    {
        int received = 0;
        foreach (BufferBlock block in blocks)
        {
            IoOutcome outcome = ReceiveReady == Readiness.None ? IoOutcome.WouldBlock : Receive(block.FreeSpan);
            if (outcome.Status != IoStatus.Done)
            {
                return received > 0 ? new IoOutcome(received) : outcome;
            }

            received += outcome.Bytes;
            if (outcome.Bytes < block.Free)
            {
                break;
            }
        }

        return new IoOutcome(received);
    }

    /// <summary>Sends what is taken at once, and clears <see cref="SendReady"/> when that was not all.</summary>
    protected internal abstract IoOutcome Send(ReadOnlySpan<byte> bytes);

    /// <summary>Sends a chain of blocks as far as it is taken at once.</summary>
    protected internal virtual IoOutcome Send(BufferBlock head) => Send(head.Written);

    /// <summary>FIN. Everything given to <see cref="Send(ReadOnlySpan{byte})"/> goes before it.</summary>
    protected abstract void ShutdownSend();

    /// <summary>Closes the socket; with <paramref name="reset"/> by RST.</summary>
    protected abstract void CloseTransport(bool reset);

    /// <summary>Looks without taking: <see cref="IoStatus.Done"/> if bytes wait.</summary>
    protected abstract IoStatus Peek();

    private protected virtual Relay CreateRelay() => new(this);

    /// <summary>The transport knows why the connection failed, though bytes may wait before the end.</summary>
    protected void OnFailure(IoStatus status)
    {
        if (failure == ConnectionEnd.Open)
        {
            failure = status.ToEnd();
            EndOutput(failure);
        }
    }

    /// <summary>
    /// For a transport that is given its input rather than fetches it: puts bytes behind what is buffered. How many these may become is for its flow control
    /// to bound. <see cref="OnEvents"/> tells the reader. False: there will be none.
    /// </summary>
    protected bool Deliver(in ReadOnlySequence<byte> bytes)
    {
        if (IsClosed || input.IsCompleted)
        {
            return false;
        }

        input.Deliver(bytes);
        return true;
    }

    /// <summary>Likewise: there will be no more input, or with anything but FIN no output either.</summary>
    protected void DeliverEnd(IoStatus status)
    {
        if (!IsClosed)
        {
            EndInput(status);
        }
    }

    /// <summary>The reader has taken bytes: they are buffered no more.</summary>
    protected internal virtual void OnInputConsumed(long count)
    {
    }

    /// <summary>Bytes written and not yet taken by <see cref="Send(ReadOnlySpan{byte})"/>.</summary>
    protected long UnsentBytes => output.Unsent;

    /// <summary>
    /// Makes a closed connection a new one, for a transport whose connections are many and short. Nobody may still hold it for what it was.
    /// </summary>
    protected void Renew()
    {
        if (!IsClosed || relay is { IsRunning: true } || IncomingRelay is not null)
        {
            throw new InvalidOperationException("The connection is still in use.");
        }

        inputEnd = outputEnd = failure = ConnectionEnd.Open;
        phase = ConnectionPhase.Open;
        peerHasFinished = false;
        ForgetDetails();
        input.Renew();
        output.Renew();
        bytesReceived = bytesSent = 0;
        ReceiveReady = Readiness.None;
        SendReady = true;
        Observer = null;
    }

    /// <summary>FIN has arrived, perhaps behind bytes that nobody has read.</summary>
    protected void OnPeerFinished() => peerHasFinished = true;

    /// <summary>Readiness has arrived. Continuations of what it completes run before this returns.</summary>
    protected void OnEvents(bool input, bool output)
    {
        if (output && !SendReady)
        {
            SendReady = true;
            OnSendReady();
        }

        if (input && !IsClosed)
        {
            ReceiveReady = Readiness.Ready;
            OnReceiveReady();
        }
    }

    private void EndOutput(ConnectionEnd end)
    {
        if (outputEnd is ConnectionEnd.Open)
        {
            outputEnd = end;
            output.OnEnded();
            IncomingRelay?.OnPeerEvent();
            CloseIfDone();
        }
    }

    private void OnSendReady()
    {
        if (IncomingRelay is { } relay && !output.IsCompleted)
        {
            relay.Pump();
        }
        else
        {
            output.OnWritable();
        }
    }

    private void OnReceiveReady()
    {
        if (phase == ConnectionPhase.Lingering)
        {
            DropInput();
        }
        else if (relay is { IsRunning: true })
        {
            relay.Pump();
        }
        else if (!input.OnReadable() && !input.IsCompleted)
        {
            TellObserver();
        }
    }

    private void TellObserver()
    {
        // An end that nothing stands before is an end at once: the observer can tell it from bytes.
        if ((peerHasFinished || failure != ConnectionEnd.Open) && inputEnd == ConnectionEnd.Open && input.Buffered == 0)
        {
            ProbeInput();
        }

        Observer?.OnInput(this);
    }

    /// <summary>A read that took all it could leaves open whether there is more: ask the kernel, once.</summary>
    private bool IsInputReady()
    {
        if (ReceiveReady == Readiness.Unknown)
        {
            ProbeInput();
        }

        return ReceiveReady != Readiness.None || inputEnd != ConnectionEnd.Open;
    }

    private void ProbeInput()
    {
        IoStatus status = Peek();
        ReceiveReady = status == IoStatus.WouldBlock ? Readiness.None : Readiness.Ready;
        if (status is not (IoStatus.WouldBlock or IoStatus.Done))
        {
            EndInput(status);
        }
    }

    private void ResumeLater()
    {
        if (!isResumeScheduled)
        {
            isResumeScheduled = true;
            Loop.Schedule(static connection => ((BufferedConnection)connection!).Resume(), this);
        }
    }

    private void Resume()
    {
        isResumeScheduled = false;
        budget.Renew();
        if (ReceiveReady != Readiness.None && !IsClosed && (phase == ConnectionPhase.Lingering || relay is { IsRunning: true } || input.IsWaiting))
        {
            OnReceiveReady();
        }
    }

    private void CloseIfDone()
    {
        if (phase == ConnectionPhase.Open && input.IsCompleted && output.IsCompleted && output.Unsent == 0)
        {
            phase = ConnectionPhase.Lingering;
            Linger();
        }
        else if (phase == ConnectionPhase.Lingering && outputEnd != ConnectionEnd.Open)
        {
            Linger();
        }
    }

    /// <summary>
    /// RFC 9112 section 9.6: closing a socket with unread input, or into which input still comes, resets the connection, and the reset can
    /// destroy the last response before the peer has read it. So the peer's end is awaited.
    /// </summary>
    private void Linger()
    {
        if (inputEnd is ConnectionEnd.Fin or ConnectionEnd.Reset or ConnectionEnd.TimedOut || outputEnd != ConnectionEnd.Fin)
        {
            CloseNow(reset: false);
            return;
        }

        Loop.Timers.Set(linger ??= new LingerTimer(this), LingerTimer.Limit);
        if (ReceiveReady != Readiness.None)
        {
            DropInput();
        }
    }

    private void DropInput()
    {
        BufferBlock block = Loop.Buffers.Rent();
        IoStatus status = IoStatus.Done;
        for (int i = 0; i < TurnBudget.Receives && status == IoStatus.Done && ReceiveReady != Readiness.None; i++)
        {
            status = Receive(block.FreeSpan).Status;
        }

        Loop.Buffers.TakeBack(block);
        if (status is not (IoStatus.Done or IoStatus.WouldBlock))
        {
            EndLinger(status);
        }
        else if (ReceiveReady != Readiness.None)
        {
            ResumeLater();
        }
    }

    private void EndLinger(IoStatus status)
    {
        // The peer's FIN may come before our last bytes are out.
        if (status == IoStatus.Fin && output.Unsent > 0)
        {
            inputEnd = ConnectionEnd.Fin;
            ReceiveReady = Readiness.None;
            return;
        }

        CloseNow(reset: false);
    }

    private void CloseNow(bool reset)
    {
        phase = ConnectionPhase.Closed;
        inputEnd = inputEnd == ConnectionEnd.Open ? ConnectionEnd.Aborted : inputEnd;
        outputEnd = outputEnd == ConnectionEnd.Open ? ConnectionEnd.Aborted : outputEnd;
        ReceiveReady = Readiness.None;
        if (linger is not null)
        {
            Loop.Timers.Cancel(linger);
        }

        CloseTransport(reset);
        input.OnEnded();
        output.OnEnded();
        relay?.OnPeerEvent();
        IncomingRelay?.OnPeerEvent();
        TellDetails();
    }
}
