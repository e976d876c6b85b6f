using System.Runtime.CompilerServices;
using Mesh.Protocols.Http2;
using Mesh.Proxy.Config;
using Mesh.Proxy.Http2;
using Mesh.Transport;

namespace Mesh.Proxy.Upstream;

/// <summary>A connection to an endpoint that carries many exchanges' streams.</summary>
sealed class Http2ClientConnection(Worker worker, TransportConnection transport, EndpointSlot slot, Http2Pool pool)
    : Http2Connection(worker, transport, Http2Role.Client, worker.Options.Http2)
{
    /// <summary>%UPSTREAM_LOCAL_ADDRESS%: asked once per connection.</summary>
    public string LocalAddress { get; } = transport.LocalEndPoint?.ToString() ?? "";

    public bool HasCarried { get; private set; }

    /// <summary>The transport ended, by no fault of the session's.</summary>
    public bool IsLost => IsEnded && EndCode == Http2ErrorCode.NoError;

    /// <summary>And not by this side.</summary>
    public bool WasEndedByPeer => Transport.InputEnd is ConnectionEnd.Fin or ConnectionEnd.Reset;

    protected override TimeSpan IdleTimeout => Worker.Options.UpstreamIdleTimeout;

    /// <summary>Until the connection ends.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask RunAsync()
    {
        try
        {
            await CarryAsync();
        }
        catch (Exception exception) when (Worker.OnBug(exception))
        {
            Transport.Abort();
            Terminate(Http2ErrorCode.InternalError, "internal_error");
        }
        finally
        {
            Leave();
        }
    }

    public void OnStreamOpened()
    {
        HasCarried = true;
        if (ActiveStreams == 1)
        {
            // It is idle no more.
            SetDeadline();
        }
    }

    public void OnStreamClosed()
    {
        if (!CanOpenStream)
        {
            return;
        }

        pool.OnRoom(this);
    }

    protected override void OnSettings() => pool.OnSettings(this);

    protected override void OnGoAway(int lastStreamId, Http2ErrorCode code) => pool.Remove(this);

    protected override Http2Stream? RentStream(int streamId) => null;

    protected override void OnDone() => Leave();

    bool hasLeft;

    void Leave()
    {
        pool.Remove(this);
        if (!hasLeft)
        {
            hasLeft = true;
            slot.ConnectionsEnded++;
        }
    }
}
