using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Mesh.Transport.Connections;

/// <summary>
/// What the connections of all transports share: buffering, half-close, lingering close, relay. A transport supplies attempts to receive and send
/// that never block, and tells of readiness by <see cref="OnEvents"/>.
/// </summary>
public abstract class BufferedConnection : TransportConnection, IDuplexPipe
{
    private readonly ConnectionInput _input;
    private readonly ConnectionOutput _output;
    private Relay? _relay;
    private LingerTimer? _linger;
    private ConnectionDetails? _details;
    private ConnectionEnd _inputEnd;
    private ConnectionEnd _outputEnd;
    private ConnectionEnd _failure;
    private ConnectionPhase _phase;
    private bool _peerHasFinished;
    private bool _isResumeScheduled;
    private TurnBudget _budget;

    protected BufferedConnection(EventLoop loop)
    {
        Loop = loop;
        _input = new ConnectionInput(this);
        _output = new ConnectionOutput(this);
    }

    public override EventLoop Loop { get; }

    public override PipeReader Input => _input;

    public override PipeWriter Output => _output;

    public override ConnectionEnd InputEnd => _inputEnd;

    public override ConnectionEnd OutputEnd => _outputEnd;

    public override ConnectionEnd ComingInputEnd => 
        _inputEnd != ConnectionEnd.Open ? _inputEnd
        : _failure == ConnectionEnd.Open && _peerHasFinished ? ConnectionEnd.Fin
        : _failure;

    public override long BytesReceived => BytesReceivedCount;

    public override long BytesSent => BytesSentCount;

    public override long BytesRelayed => _relay?.Delivered ?? 0;

    public override bool HasInput => _input.Buffered > 0 || _inputEnd != ConnectionEnd.Open || IsInputReady();

    public override IDuplexPipe Transport
    {
        get => this;
        set => throw new NotSupportedException("The transport of a connection cannot be replaced.");
    }

    public override string ConnectionId
    {
        get => Details.Id;
        set => Details.Id = value;
    }

    public override IFeatureCollection Features => Details.Features;

    public override IDictionary<object, object?> Items
    {
        get => Details.Items;
        set => Details.Items = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => Details.GetClosedToken(IsClosed);
        set => throw new NotSupportedException("The token of a connection cannot be replaced.");
    }

    public override EndPoint? LocalEndPoint
    {
        get => Details.LocalEndPoint ??= GetLocalEndPoint();
        set => Details.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => Details.RemoteEndPoint ??= GetRemoteEndPoint();
        set => Details.RemoteEndPoint = value;
    }

    public override IPEndPoint? OriginalDestination => Details.OriginalDestination ??= GetOriginalDestination() ?? LocalEndPoint as IPEndPoint;

    /// <summary>The socket is gone.</summary>
    public bool IsClosed => _phase == ConnectionPhase.Closed;

    internal bool CanSend => SendReady && !IsClosed;

    internal ConnectionInput BufferedInput => _input;

    internal ConnectionOutput BufferedOutput => _output;

    /// <summary>The relay that sends into this connection, if one is running.</summary>
    internal Relay? IncomingRelay { get; set; }

    /// <summary>Kept by the transport: a receive lowers it, an event raises it.</summary>
    protected internal Readiness ReceiveReady { get; protected set; }

    /// <summary>Kept by the transport: a send that was not taken whole clears it, an event sets it.</summary>
    protected bool SendReady { get; set; }

    private long BytesReceivedCount { get; set; }

    private long BytesSentCount { get; set; }

    private ConnectionDetails Details => _details ??= new ConnectionDetails();

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
            _input.MoveTo(buffered._output, count);
        }
        else
        {
            _input.CopyTo(destination.Output, count);
        }
    }

    public override ValueTask<RelayResult> RelayAsync(TransportConnection destination, long count = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (destination is not BufferedConnection buffered || !ReferenceEquals(buffered.Loop, Loop))
        {
            throw new ArgumentException("Only connections of one loop can be relayed.", nameof(destination));
        }

        _relay ??= CreateRelay();
        return _relay.Start(buffered, count);
    }

    public override void CancelRelay() => _relay?.Cancel();

    public override void Abort()
    {
        if (!IsClosed)
        {
            CloseNow(reset: true);
        }
    }

    public override void Abort(ConnectionAbortedException abortReason) => Abort();

    public override void Close()
    {
        if (_phase != ConnectionPhase.Open)
        {
            return;
        }

        bool inputHasEnded = _inputEnd != ConnectionEnd.Open;
        if (!inputHasEnded)
        {
            _inputEnd = ConnectionEnd.Aborted;
        }

        _phase = ConnectionPhase.Lingering;
        _input.OnEnded();
        _relay?.OnPeerEvent();
        IncomingRelay?.OnPeerEvent();
        Loop.Timers.Set(_linger ??= new LingerTimer(this), LingerTimer.Limit);
        _output.Complete();
        if (!IsClosed && ReceiveReady != Readiness.None)
        {
            DropInput();
        }
    }

    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    internal void EndInput(IoStatus status)
    {
        ConnectionEnd end = _failure != ConnectionEnd.Open ? _failure : status.ToEnd();
        if (_inputEnd == ConnectionEnd.Open)
        {
            _inputEnd = end;
        }

        if (end != ConnectionEnd.Fin)
        {
            EndOutput(end);
        }
    }

    /// <summary>A send failed. What the peer sent before stays readable.</summary>
    internal void EndOutput(IoStatus status) => EndOutput(_failure != ConnectionEnd.Open ? _failure : status.ToEnd());

    /// <summary>Everything is sent and the writer is completed: FIN.</summary>
    internal void FinishOutput()
    {
        if (_outputEnd == ConnectionEnd.Open)
        {
            _outputEnd = ConnectionEnd.Fin;
            ShutdownSend();
        }

        CloseIfDone();
    }

    internal void OnInputCompleted() => CloseIfDone();

    internal void OnReceived(int count) => BytesReceivedCount += count;

    internal void OnSent(int count) => BytesSentCount += count;

    /// <summary>True if a receive may find something and the connection has some of its share of this turn left; else it is resumed in the next.</summary>
    internal bool MayReceive()
    {
        if (ReceiveReady == Readiness.None || IsClosed || _inputEnd != ConnectionEnd.Open)
        {
            return false;
        }

        if (_budget.TrySpend(Loop.Turn))
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
            CloseNow(reset: _output.Unsent > 0);
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

    protected abstract EndPoint? GetLocalEndPoint();

    protected abstract EndPoint? GetRemoteEndPoint();

    protected abstract IPEndPoint? GetOriginalDestination();

    private protected virtual Relay CreateRelay() => new(this);

    /// <summary>The transport knows why the connection failed, though bytes may wait before the end.</summary>
    protected void OnFailure(IoStatus status)
    {
        if (_failure == ConnectionEnd.Open)
        {
            _failure = status.ToEnd();
            EndOutput(_failure);
        }
    }

    /// <summary>FIN has arrived, perhaps behind bytes that nobody has read.</summary>
    protected void OnPeerFinished() => _peerHasFinished = true;

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
        if (_outputEnd is ConnectionEnd.Open)
        {
            _outputEnd = end;
            _output.OnEnded();
            IncomingRelay?.OnPeerEvent();
            CloseIfDone();
        }
    }

    private void OnSendReady()
    {
        if (IncomingRelay is { } relay && !_output.IsCompleted)
        {
            relay.Pump();
        }
        else
        {
            _output.OnWritable();
        }
    }

    private void OnReceiveReady()
    {
        if (_phase == ConnectionPhase.Lingering)
        {
            DropInput();
        }
        else if (_relay is { IsRunning: true })
        {
            _relay.Pump();
        }
        else if (!_input.OnReadable() && !_input.IsCompleted)
        {
            TellObserver();
        }
    }

    private void TellObserver()
    {
        // An end that nothing stands before is an end at once: the observer can tell it from bytes.
        if ((_peerHasFinished || _failure != ConnectionEnd.Open) && _inputEnd == ConnectionEnd.Open && _input.Buffered == 0)
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

        return ReceiveReady != Readiness.None || _inputEnd != ConnectionEnd.Open;
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
        if (!_isResumeScheduled)
        {
            _isResumeScheduled = true;
            Loop.Schedule(static connection => ((BufferedConnection)connection!).Resume(), this);
        }
    }

    private void Resume()
    {
        _isResumeScheduled = false;
        _budget.Renew();
        if (ReceiveReady != Readiness.None && !IsClosed && (_phase == ConnectionPhase.Lingering || _relay is { IsRunning: true } || _input.IsWaiting))
        {
            OnReceiveReady();
        }
    }

    private void CloseIfDone()
    {
        if (_phase == ConnectionPhase.Open && _input.IsCompleted && _output.IsCompleted && _output.Unsent == 0)
        {
            _phase = ConnectionPhase.Lingering;
            Linger();
        }
        else if (_phase == ConnectionPhase.Lingering && _outputEnd != ConnectionEnd.Open)
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
        if (_inputEnd is ConnectionEnd.Fin or ConnectionEnd.Reset or ConnectionEnd.TimedOut || _outputEnd != ConnectionEnd.Fin)
        {
            CloseNow(reset: false);
            return;
        }

        Loop.Timers.Set(_linger ??= new LingerTimer(this), LingerTimer.Limit);
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
        if (status == IoStatus.Fin && _output.Unsent > 0)
        {
            _inputEnd = ConnectionEnd.Fin;
            ReceiveReady = Readiness.None;
            return;
        }

        CloseNow(reset: false);
    }

    private void CloseNow(bool reset)
    {
        _phase = ConnectionPhase.Closed;
        _inputEnd = _inputEnd == ConnectionEnd.Open ? ConnectionEnd.Aborted : _inputEnd;
        _outputEnd = _outputEnd == ConnectionEnd.Open ? ConnectionEnd.Aborted : _outputEnd;
        ReceiveReady = Readiness.None;
        if (_linger is not null)
        {
            Loop.Timers.Cancel(_linger);
        }

        CloseTransport(reset);
        _input.OnEnded();
        _output.OnEnded();
        _relay?.OnPeerEvent();
        IncomingRelay?.OnPeerEvent();
        _details?.OnClosed();
    }
}
