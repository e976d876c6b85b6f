using System.Runtime.CompilerServices;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Forwarding;

/// <summary>
/// Two connections made one: TCP, and HTTP after 101. An end of one side is passed on as what it was, FIN as half-close and RST as RST, so that
/// neither peer can tell the proxy from the other peer.
/// </summary>
sealed class Tunnel : IDeadlineOwner
{
    readonly TransportConnection downstream;
    readonly TransportConnection upstream;
    readonly TimeSpan idleTimeout;
    readonly Deadline deadline;
    long movedBefore;

    public Tunnel(TransportConnection downstream, TransportConnection upstream, TimeSpan idleTimeout)
    {
        this.downstream = downstream;
        this.upstream = upstream;
        this.idleTimeout = idleTimeout;
        deadline = new Deadline(downstream.Loop.Timers, this);
    }

    /// <summary>Bytes delivered upstream so far.</summary>
    public long Sent => downstream.BytesRelayed;

    /// <summary>Bytes delivered downstream so far.</summary>
    public long Received => upstream.BytesRelayed;

    public bool IsIdleTimeout { get; private set; }

    /// <summary>A side was reset by its peer.</summary>
    public bool IsReset { get; private set; }

    /// <summary>Until both directions have ended; closes both connections.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask RunAsync()
    {
        deadline.Set(DeadlineReason.Progress, idleTimeout);
        try
        {
            var up = MoveAsync(downstream, upstream);
            await MoveAsync(upstream, downstream);
            await up;
        }
        catch
        {
            AbortBoth();
            throw;
        }
        finally
        {
            deadline.Remove();
        }

        downstream.Close();
        upstream.Close();
    }

    public void OnDeadline(DeadlineReason reason)
    {
        var moved = Sent + Received;
        if (moved != movedBefore)
        {
            movedBefore = moved;
            deadline.Set(DeadlineReason.Progress, idleTimeout);
            return;
        }

        IsIdleTimeout = true;
        AbortBoth();
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    async ValueTask MoveAsync(TransportConnection source, TransportConnection destination)
    {
        var result = await source.RelayAsync(destination);
        if (result.End == RelayEnd.SourceEnded && source.InputEnd == ConnectionEnd.Fin)
        {
            destination.Output.Complete();
            return;
        }

        IsReset |= source.InputEnd == ConnectionEnd.Reset || destination.OutputEnd == ConnectionEnd.Reset;
        AbortBoth();
    }

    void AbortBoth()
    {
        downstream.Abort();
        upstream.Abort();
    }
}
