using Mesh.Transport;

namespace Mesh.Proxy.Upstream;

/// <summary>
/// Keep-alive connections of one worker to one endpoint. The last used goes first, so that a falling load leaves the others to their idle time-out. When
/// it is full, the connection that comes back is closed.
/// </summary>
sealed class Http1Pool(TimerWheel timers, TimeSpan idleTimeout, int capacity) : TimerEntry
{
    readonly List<Http1Upstream> idle = [];

    public int IdleCount => idle.Count;

    /// <summary>Its endpoint has left the configuration, or the worker drains: nothing is kept any more.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>An idle connection that is fit for use as far as this side can know, or null. The caller owns it until its Return.</summary>
    public Http1Upstream? TakeIdle()
    {
        while (idle.Count > 0)
        {
            var upstream = idle[^1];
            Forget(upstream, idle.Count - 1);
            if (!upstream.Connection.HasInput && upstream.Connection.InputEnd == ConnectionEnd.Open)
            {
                upstream.BeginLease();
                return upstream;
            }

            upstream.Close();
        }

        return null;
    }

    public void Keep(Http1Upstream upstream)
    {
        if (IsRetired || idle.Count >= capacity)
        {
            upstream.Close();
            return;
        }

        upstream.IdleSince = timers.Now;
        upstream.Connection.Observer = upstream;
        idle.Add(upstream);
        if (!IsSet)
        {
            timers.Set(this, idleTimeout);
        }
    }

    /// <summary>An idle connection ended, or sent what nobody asked for.</summary>
    public void Drop(Http1Upstream upstream)
    {
        var index = idle.IndexOf(upstream);
        if (index >= 0)
        {
            Forget(upstream, index);
            upstream.Close();
        }
    }

    public void Retire()
    {
        IsRetired = true;
        timers.Cancel(this);
        while (idle.Count > 0)
        {
            Drop(idle[^1]);
        }
    }

    /// <summary>The longest idle stand first.</summary>
    protected override void OnDue()
    {
        var timeout = (long)idleTimeout.TotalMilliseconds;
        while (idle.Count > 0 && idle[0].IdleSince + timeout <= timers.Now)
        {
            Drop(idle[0]);
        }

        if (idle.Count > 0)
        {
            timers.Set(this, TimeSpan.FromMilliseconds(idle[0].IdleSince + timeout - timers.Now));
        }
    }

    void Forget(Http1Upstream upstream, int index)
    {
        idle.RemoveAt(index);
        upstream.Connection.Observer = null;
    }
}
