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
    private readonly InMemoryLoop _loop;
    private readonly InMemoryListener? _listener;
    private readonly EndPoint _local;
    private readonly EndPoint _remote;
    private readonly IPEndPoint? _originalDestination;
    private readonly ByteQueue _received = new();
    private InMemoryConnection? _peer;
    private IoStatus _end = IoStatus.WouldBlock;
    private bool _isStalled;
    private bool _wantsRoom;
    private bool _isEventPosted;
    private bool _hasInputEvent;
    private bool _hasOutputEvent;

    internal InMemoryConnection(InMemoryLoop loop, InMemoryListener? listener, EndPoint local, EndPoint remote, IPEndPoint? originalDestination)
        : base(loop)
    {
        _loop = loop;
        _listener = listener;
        _local = local;
        _remote = remote;
        _originalDestination = originalDestination;
        SegmentSize = loop.Network.SegmentSize;
        SendReady = true;
        loop.Add(this);
    }

    /// <summary>Most bytes one receive of this end takes.</summary>
    public int SegmentSize { get; set; }

    /// <summary>While true, this end's sends find no room, as if the peer's window were closed.</summary>
    public bool StallsWrites
    {
        get => _isStalled;
        set
        {
            _isStalled = value;
            if (!value)
            {
                OfferRoom();
            }
        }
    }

    /// <summary>The other end: what a test stalls to close this one's window.</summary>
    public InMemoryConnection? Peer => _peer;

    public override SocketAddressValue RemoteAddress => SocketAddressValue.From(_remote);

    internal bool IsAccepted { get; set; }

    private bool HasInputNow => _received.Count > 0 || _end != IoStatus.WouldBlock;

    private bool HasRoom => !_isStalled && (_peer is null || _peer.IsClosed || _peer._received.Count < _loop.Network.SocketBufferSize);

    /// <summary>The network resets the connection: both ends see RST, behind what they have received.</summary>
    public void InjectReset() => InjectEnd(IoStatus.Reset);

    /// <summary>The network gives up: both ends see a time-out.</summary>
    public void InjectTimeout() => InjectEnd(IoStatus.TimedOut);

    internal void Join(InMemoryConnection peer)
    {
        _peer = peer;
        peer._peer = this;
    }

    internal void OnEvent()
    {
        bool input = _hasInputEvent;
        bool output = _hasOutputEvent;
        _isEventPosted = _hasInputEvent = _hasOutputEvent = false;
        if (IsClosed)
        {
            return;
        }

        if (_end is IoStatus.Reset or IoStatus.TimedOut)
        {
            OnFailure(_end);
        }
        else if (_end == IoStatus.Fin)
        {
            OnPeerFinished();
        }

        OnEvents(input && HasInputNow, output);
    }

    protected internal override IoOutcome Receive(Span<byte> buffer)
    {
        if (_received.Count == 0)
        {
            ReceiveReady = _end == IoStatus.WouldBlock ? Readiness.None : Readiness.Ready;
            return new IoOutcome(_end);
        }

        int count = _received.Dequeue(buffer[..Math.Min(buffer.Length, SegmentSize)]);
        ReceiveReady = HasInputNow ? Readiness.Ready : Readiness.None;
        _peer!.OfferRoom();
        return new IoOutcome(count);
    }

    protected internal override IoOutcome Send(ReadOnlySpan<byte> bytes)
    {
        if (_end is IoStatus.Reset or IoStatus.TimedOut)
        {
            return new IoOutcome(_end);
        }

        if (!HasRoom)
        {
            SendReady = false;
            _wantsRoom = true;
            return IoOutcome.WouldBlock;
        }

        if (_peer!.IsClosed)
        {
            // As a kernel: this send is taken, and answered by a reset.
            SetEnd(IoStatus.Reset);
            return new IoOutcome(bytes.Length);
        }

        int count = Math.Min(bytes.Length, _loop.Network.SocketBufferSize - _peer._received.Count);
        _peer._received.Enqueue(bytes[..count]);
        _peer.PostEvent(input: true, output: false);
        if (count < bytes.Length)
        {
            SendReady = false;
            _wantsRoom = true;
        }

        return new IoOutcome(count);
    }

    protected override void ShutdownSend() => _peer!.SetEnd(IoStatus.Fin);

    protected override void CloseTransport(bool reset)
    {
        _loop.Remove(this);
        _peer!.SetEnd(reset || _received.Count > 0 ? IoStatus.Reset : IoStatus.Fin);
        _peer.OfferRoom();
        _listener?.OnClosed(this);
    }

    protected override IoStatus Peek() => _received.Count > 0 ? IoStatus.Done : _end;

    protected override EndPoint GetLocalEndPoint() => _local;

    protected override EndPoint GetRemoteEndPoint() => _remote;

    protected override IPEndPoint? GetOriginalDestination() => _originalDestination;

    private void InjectEnd(IoStatus end)
    {
        SetEnd(end);
        _peer!.SetEnd(end);
    }

    private void SetEnd(IoStatus end)
    {
        if (_end is IoStatus.WouldBlock || (_end == IoStatus.Fin && end != IoStatus.Fin))
        {
            _end = end;
            PostEvent(input: true, output: end != IoStatus.Fin);
        }
    }

    private void OfferRoom()
    {
        if (_wantsRoom && HasRoom)
        {
            _wantsRoom = false;
            PostEvent(input: false, output: true);
        }
    }

    private void PostEvent(bool input, bool output)
    {
        _hasInputEvent |= input;
        _hasOutputEvent |= output;
        if (!_isEventPosted && !IsClosed)
        {
            _isEventPosted = true;
            _loop.PostEvent(this);
        }
    }
}
