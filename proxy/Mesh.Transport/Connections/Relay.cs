using System.Threading.Tasks.Sources;

namespace Mesh.Transport.Connections;

/// <summary>
/// Moves a connection's input to another's output without anybody in between: pumped by the events of both, used again for every relay of its source.
/// It takes from the source only when the destination has taken all before, so it never holds more than one read; idle, it holds nothing.
/// </summary>
internal class Relay(BufferedConnection source) : IValueTaskSource<RelayResult>
{
    private BufferedConnection? destination;
    private long moved;
    private long sentBefore;
    private bool isCanceled;
    private RelayResult result;
    private Waiter waiter;

    public bool IsRunning => destination is not null;

    /// <summary>Bytes that the destination's kernel has taken.</summary>
    public long Delivered => destination is null ? result.Bytes : Math.Clamp(destination.BytesSent - sentBefore, 0, moved);

    protected BufferedConnection Source => source;

    protected BufferedConnection Destination => destination!;

    /// <summary>Bytes still to take from the source.</summary>
    protected long Remaining { get; private set; }

    public ValueTask<RelayResult> Start(BufferedConnection destination, long count)
    {
        if (IsRunning || destination.IncomingRelay is not null || source.BufferedInput.IsWaiting)
        {
            throw new InvalidOperationException("The source is being read or relayed, or the destination is relayed into.");
        }

        this.destination = destination;
        destination.IncomingRelay = this;
        sentBefore = destination.BytesSent + destination.BufferedOutput.Unsent;
        moved = 0;
        isCanceled = false;
        Remaining = count;
        Pump();
        return IsRunning ? new ValueTask<RelayResult>(this, waiter.Begin()) : new ValueTask<RelayResult>(result);
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
            isCanceled = true;
            OnPeerEvent();
        }
    }

    RelayResult IValueTaskSource<RelayResult>.GetResult(short token)
    {
        waiter.End(token);
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<RelayResult>.GetStatus(short token) => waiter.GetStatus(token);

    void IValueTaskSource<RelayResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        waiter.OnCompleted(continuation, state, token);

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
        moved += count;
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
            return isCanceled && Finish(RelayEnd.Canceled);
        }

        if (Remaining == 0)
        {
            return Finish(RelayEnd.Count);
        }

        if (isCanceled)
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
        result = new RelayResult(end == RelayEnd.DestinationEnded ? Delivered : moved, end);
        Destination.IncomingRelay = null;
        destination = null;
        if (waiter.IsPending)
        {
            waiter.Complete();
        }

        return false;
    }
}
