using Mesh.Proxy.Config;
using Mesh.Transport;

namespace Mesh.Proxy.Upstream;

/// <summary>One connection to an endpoint, leased to one exchange at a time and kept by its pool between them.</summary>
sealed class Http1Upstream(TransportConnection connection, EndpointSlot slot, Http1Pool pool) : IConnectionObserver
{
    long sentBefore;
    bool isEnded;

    public TransportConnection Connection { get; } = connection;

    /// <summary>%UPSTREAM_LOCAL_ADDRESS%: asked once per connection.</summary>
    public string LocalAddress { get; } = connection.LocalEndPoint?.ToString() ?? "";

    /// <summary>It has carried an exchange before this one: the peer may have closed it just as the request went out.</summary>
    public bool IsReused { get; private set; }

    /// <summary>When it became idle, in the wheel's milliseconds.</summary>
    public long IdleSince { get; set; }

    /// <summary>The kernel has taken no byte since the lease began.</summary>
    public bool NothingSent => Connection.BytesSent == sentBefore;

    public void BeginLease() => sentBefore = Connection.BytesSent;

    /// <summary>
    /// Ends the lease. A connection is kept only if the exchange ended cleanly on both sides and no byte is left over: such bytes would be read as the
    /// answer to the next request (response queue poisoning).
    /// </summary>
    public void Return(bool isReusable)
    {
        if (isReusable && !Connection.HasInput && Connection.InputEnd == ConnectionEnd.Open)
        {
            IsReused = true;
            pool.Keep(this);
        }
        else
        {
            Close();
        }
    }

    /// <summary>Ends it in order.</summary>
    public void Close()
    {
        CountEnd();
        Connection.Close();
    }

    /// <summary>Whatever it still works on is wanted by nobody; an orderly end would let it go on.</summary>
    public void Abort()
    {
        CountEnd();
        Connection.Abort();
    }

    void CountEnd()
    {
        slot.ConnectionsEnded += isEnded ? 0 : 1;
        isEnded = true;
    }

    /// <summary>While idle: whatever arrives, the connection is of no more use.</summary>
    public void OnInput(TransportConnection _) => pool.Drop(this);
}
