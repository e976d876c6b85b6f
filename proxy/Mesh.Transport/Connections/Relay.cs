using System.Threading.Tasks.Sources;

namespace Mesh.Transport.Connections;

/// <summary>
/// Moves a connection's input to another's output without anybody in between: pumped by the events of both, used again for every relay of its source.
/// It takes from the source only when the destination has taken all before, so it never holds more than one read; idle, it holds nothing.
/// </summary>
internal class Relay(BufferedConnection source) : IValueTaskSource<RelayResult>
{
    private BufferedConnection? _destination;
    private long _moved;
    private long _sentBefore;
    private bool _isCanceled;
    private RelayResult _result;
    private Waiter _waiter;

    public bool IsRunning => _destination is not null;

    /// <summary>Bytes that the destination's kernel has taken.</summary>
    public long Delivered => _destination is null ? _result.Bytes : Math.Clamp(_destination.BytesSent - _sentBefore, 0, _moved);

    protected BufferedConnection Source => source;

    protected BufferedConnection Destination => _destination!;

    /// <summary>Bytes still to take from the source.</summary>
    protected long Remaining { get; private set; }

    public ValueTask<RelayResult> Start(BufferedConnection destination, long count)
    {
        if (IsRunning || destination.IncomingRelay is not null || source.BufferedInput.IsWaiting)
        {
            throw new InvalidOperationException("The source is being read or relayed, or the destination is relayed into.");
        }

        _destination = destination;
        destination.IncomingRelay = this;
        _sentBefore = destination.BytesSent + destination.BufferedOutput.Unsent;
        _moved = 0;
        _isCanceled = false;
        Remaining = count;
        Pump();
        return IsRunning ? new ValueTask<RelayResult>(this, _waiter.Begin()) : new ValueTask<RelayResult>(_result);
    }

    /// <summary>Does what can be done now.</summary>
    public void Pump()
    {
        while (IsRunning && Step())
        {
        }
    }

    /// <summary>A side was ended by its owner: looked at later in this turn, not within that call.</summary>
    public void OnPeerEvent()
    {
        if (IsRunning)
        {
            source.Loop.Schedule(static relay => ((Relay)relay!).Pump(), this);
        }
    }

    public void Cancel()
    {
        if (IsRunning)
        {
            _isCanceled = true;
            OnPeerEvent();
        }
    }

    RelayResult IValueTaskSource<RelayResult>.GetResult(short token)
    {
        _waiter.End(token);
        return _result;
    }

    ValueTaskSourceStatus IValueTaskSource<RelayResult>.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<RelayResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token);

    /// <summary>Takes from the source. False: nothing is there now.</summary>
    protected virtual bool Take() => source.BufferedInput.Receive();

    /// <summary>Gives the destination what was taken for it. False: it has no room now.</summary>
    protected virtual bool Deliver() => Destination.BufferedOutput.Drain();

    /// <summary>The relay is over: nothing taken may stay behind.</summary>
    protected virtual void Release()
    {
    }

    protected void OnTaken(long count)
    {
        _moved += count;
        Remaining -= count;
    }

    /// <summary>True if there may be more to do now.</summary>
    private bool Step()
    {
        bool isDelivered = HasDestinationEnded || Deliver();
        if (HasDestinationEnded)
        {
            return Finish(RelayEnd.DestinationEnded);
        }

        if (!isDelivered)
        {
            return _isCanceled && Finish(RelayEnd.Canceled);
        }

        if (Remaining == 0)
        {
            return Finish(RelayEnd.Count);
        }

        if (_isCanceled)
        {
            return Finish(RelayEnd.Canceled);
        }

        if (MoveBuffered())
        {
            return true;
        }

        return source.InputEnd != ConnectionEnd.Open ? Finish(RelayEnd.SourceEnded) : Take();
    }

    private bool HasDestinationEnded => Destination.OutputEnd != ConnectionEnd.Open || Destination.BufferedOutput.IsCompleted;

    private bool MoveBuffered()
    {
        long count = Math.Min(source.BufferedInput.Buffered, Remaining);
        if (count == 0)
        {
            return false;
        }

        source.BufferedInput.MoveTo(Destination.BufferedOutput, count);
        OnTaken(count);
        return true;
    }

    /// <summary>Ends the relay; always false: there is nothing more to do.</summary>
    private bool Finish(RelayEnd end)
    {
        Release();
        _result = new RelayResult(end == RelayEnd.DestinationEnded ? Delivered : _moved, end);
        Destination.IncomingRelay = null;
        _destination = null;
        if (_waiter.IsPending)
        {
            _waiter.Complete();
        }

        return false;
    }
}
