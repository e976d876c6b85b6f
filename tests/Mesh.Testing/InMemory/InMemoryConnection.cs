using System.Net;
using Mesh.Transport;
using Mesh.Transport.Connections;

namespace Mesh.Testing.InMemory;

/// <summary>
/// One end of a connection of an <see cref="InMemoryNetwork"/>, with the buffering of the real transports above a socket made of two queues. It obeys
/// like a socket, and misbehaves when told to: in segments, with stalls, resets, time-outs.
/// </summary>
public sealed class InMemoryConnection : BufferedConnection
{
    private readonly InMemoryLoop loop;
    private readonly InMemoryListener? listener;
    private readonly EndPoint local;
    private readonly EndPoint remote;
    private readonly IPEndPoint? originalDestination;
    private readonly ByteQueue received = new();
    private InMemoryConnection? peer;
    private IoStatus end = IoStatus.WouldBlock;
    private bool isStalled;
    private bool wantsRoom;
    private bool isEventPosted;
    private bool hasInputEvent;
    private bool hasOutputEvent;

    internal InMemoryConnection(InMemoryLoop loop, InMemoryListener? listener, EndPoint local, EndPoint remote, IPEndPoint? originalDestination)
        : base(loop)
    {
        this.loop = loop;
        this.listener = listener;
        this.local = local;
        this.remote = remote;
        this.originalDestination = originalDestination;
        SegmentSize = loop.Network.SegmentSize;
        SendReady = true;
        loop.Add(this);
    }

    /// <summary>Most bytes one receive of this end takes.</summary>
    public int SegmentSize { get; set; }

    /// <summary>While true, this end's sends find no room, as if the peer's window were closed.</summary>
    public bool StallsWrites
    {
        get => isStalled;
        set
        {
            isStalled = value;
            if (!value)
            {
                OfferRoom();
            }
        }
    }

    /// <summary>The other end: what a test stalls to close this one's window.</summary>
    public InMemoryConnection? Peer => peer;

    public override SocketAddressValue RemoteAddress => SocketAddressValue.From(remote);

    internal bool IsAccepted { get; set; }

    private bool HasInputNow => received.Count > 0 || end != IoStatus.WouldBlock;

    private bool HasRoom => !isStalled && (peer is null || peer.IsClosed || peer.received.Count < loop.Network.SocketBufferSize);

    /// <summary>The network resets the connection: both ends see RST, behind what they have received.</summary>
    public void InjectReset() => InjectEnd(IoStatus.Reset);

    /// <summary>The network gives up: both ends see a time-out.</summary>
    public void InjectTimeout() => InjectEnd(IoStatus.TimedOut);

    internal void Join(InMemoryConnection peer)
    {
        this.peer = peer;
        peer.peer = this;
    }

    internal void OnEvent()
    {
        bool input = hasInputEvent;
        bool output = hasOutputEvent;
        isEventPosted = hasInputEvent = hasOutputEvent = false;
        if (IsClosed)
        {
            return;
        }

        if (end is IoStatus.Reset or IoStatus.TimedOut)
        {
            OnFailure(end);
        }
        else if (end == IoStatus.Fin)
        {
            OnPeerFinished();
        }

        OnEvents(input && HasInputNow, output);
    }

    protected internal override IoOutcome Receive(Span<byte> buffer)
    {
        if (received.Count == 0)
        {
            ReceiveReady = end == IoStatus.WouldBlock ? Readiness.None : Readiness.Ready;
            return new IoOutcome(end);
        }

        int count = received.Dequeue(buffer[..Math.Min(buffer.Length, SegmentSize)]);
        ReceiveReady = HasInputNow ? Readiness.Ready : Readiness.None;
        peer!.OfferRoom();
        return new IoOutcome(count);
    }

    protected internal override IoOutcome Send(ReadOnlySpan<byte> bytes)
    {
        if (end is IoStatus.Reset or IoStatus.TimedOut)
        {
            return new IoOutcome(end);
        }

        if (!HasRoom)
        {
            SendReady = false;
            wantsRoom = true;
            return IoOutcome.WouldBlock;
        }

        if (peer!.IsClosed)
        {
            // As a kernel: this send is taken, and answered by a reset.
            SetEnd(IoStatus.Reset);
            return new IoOutcome(bytes.Length);
        }

        int count = Math.Min(bytes.Length, loop.Network.SocketBufferSize - peer.received.Count);
        peer.received.Enqueue(bytes[..count]);
        peer.PostEvent(input: true, output: false);
        if (count < bytes.Length)
        {
            SendReady = false;
            wantsRoom = true;
        }

        return new IoOutcome(count);
    }

    protected override void ShutdownSend() => peer!.SetEnd(IoStatus.Fin);

    protected override void CloseTransport(bool reset)
    {
        loop.Remove(this);
        peer!.SetEnd(reset || received.Count > 0 ? IoStatus.Reset : IoStatus.Fin);
        peer.OfferRoom();
        listener?.OnClosed(this);
    }

    protected override IoStatus Peek() => received.Count > 0 ? IoStatus.Done : end;

    protected override EndPoint GetLocalEndPoint() => local;

    protected override EndPoint GetRemoteEndPoint() => remote;

    protected override IPEndPoint? GetOriginalDestination() => originalDestination;

    private void InjectEnd(IoStatus end)
    {
        SetEnd(end);
        peer!.SetEnd(end);
    }

    private void SetEnd(IoStatus end)
    {
        if (this.end is IoStatus.WouldBlock || (this.end == IoStatus.Fin && end != IoStatus.Fin))
        {
            this.end = end;
            PostEvent(input: true, output: end != IoStatus.Fin);
        }
    }

    private void OfferRoom()
    {
        if (wantsRoom && HasRoom)
        {
            wantsRoom = false;
            PostEvent(input: false, output: true);
        }
    }

    private void PostEvent(bool input, bool output)
    {
        hasInputEvent |= input;
        hasOutputEvent |= output;
        if (!isEventPosted && !IsClosed)
        {
            isEventPosted = true;
            loop.PostEvent(this);
        }
    }
}
