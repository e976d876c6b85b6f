using System.IO.Pipelines;
using Mesh.Proxy.Config;
using Mesh.Proxy.Forwarding;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Faults;
using Mesh.Proxy.Serving.Heads;
using Mesh.Transport;

namespace Mesh.Proxy.Upstream;

/// <summary>One connection to an endpoint, leased to one exchange at a time and kept by its pool between them.</summary>
sealed class Http1Upstream(TransportConnection connection, EndpointSlot slot, Http1Pool pool) : UpstreamStream, IConnectionObserver
{
    long sentBefore;
    bool isReused;
    bool isEnded;

    public TransportConnection Connection { get; } = connection;

    public override TransportConnection Body => Connection;

    public override bool IsMultiplexed => false;

    /// <summary>%UPSTREAM_LOCAL_ADDRESS%: asked once per connection.</summary>
    public override string LocalAddress { get; } = connection.LocalEndPoint?.ToString() ?? "";

    /// <summary>It has carried an exchange before this one: the peer may have closed it just as the request went out.</summary>
    public override bool IsReused => isReused;

    /// <summary>When it became idle, in the wheel's milliseconds.</summary>
    public long IdleSince { get; set; }

    /// <summary>The kernel has taken no byte since the lease began.</summary>
    public override bool NothingSent => Connection.BytesSent == sentBefore;

    public override void WriteHead(Exchange exchange, ClientStream client, bool isUpgrade) => RequestHeadWriter.Write(Connection.Output, exchange, isUpgrade);

    public override ValueTask<ReadResult> ReadHeadAsync() => Connection.Input.ReadAsync();

    public override ResponseStep TakeHead(in ReadResult read, ResponseHeadReader reader, ClientStream client, out Fault? fault) =>
        reader.Read(Connection.Input, read, client, out fault);

    public override void DropInput(in ReadResult read) => Connection.Input.AdvanceTo(read.Buffer.End);

    public void BeginLease() => sentBefore = Connection.BytesSent;

    /// <summary>
    /// Ends the lease. A connection is kept only if the exchange ended cleanly on both sides and no byte is left over: such bytes would be read as the
    /// answer to the next request (response queue poisoning).
    /// </summary>
    public override void Return(bool isReusable)
    {
        if (isReusable && !Connection.HasInput && Connection.InputEnd == ConnectionEnd.Open)
        {
            isReused = true;
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
    public override void Abort()
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
