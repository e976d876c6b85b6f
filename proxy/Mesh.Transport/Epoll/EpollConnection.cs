using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mesh.Transport.Connections;
using Mesh.Transport.Native;

namespace Mesh.Transport.Epoll;

/// <summary>
/// A socket in a loop's epoll set: registered once, edge-triggered, for both directions. Readiness is remembered, so that no call is made that would
/// block: a read or write that came back short has used up what there was, and the next event says when there is more.
/// </summary>
internal sealed unsafe class EpollConnection : BufferedConnection, IEpollSource
{
    private const int MaxVectors = 32;

    private readonly EpollLoop _loop;
    private readonly EpollListener? _listener;
    private readonly int _fd;
    private readonly ulong _key;
    private readonly SocketAddressValue _remote;
    private readonly EndPoint? _target;
    private bool _isEnding;

    /// <param name="loop">Its loop.</param>
    /// <param name="fd">Connected and non-blocking; owned from here on.</param>
    /// <param name="key">Its number in the loop, or null to register it.</param>
    /// <param name="remote">The peer, empty for a Unix socket.</param>
    /// <param name="listener">Who accepted it, if somebody did.</param>
    /// <param name="target">What it was connected to, if it was.</param>
    public EpollConnection(EpollLoop loop, int fd, ulong? key, SocketAddressValue remote, EpollListener? listener, EndPoint? target)
        : base(loop)
    {
        _loop = loop;
        _fd = fd;
        _remote = remote;
        _listener = listener;
        _target = target;
        SendReady = true;
        _key = key ?? loop.Register(this, fd, EpollLoop.ConnectionEvents);
    }

    public override SocketAddressValue RemoteAddress => _remote;

    internal int Fd => _fd;

    internal EpollLoop EpollLoop => _loop;

    void IEpollSource.OnEpoll(uint events)
    {
        const uint Ending = Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR;
        if ((events & Ending) != 0)
        {
            OnEnding(events);
        }

        OnEvents(
            input: (events & (Libc.EPOLLIN | Ending)) != 0,
            output: (events & (Libc.EPOLLOUT | Libc.EPOLLHUP | Libc.EPOLLERR)) != 0);
    }

    void IEpollSource.OnLoopStopping() => Abort();

    /// <summary>A splice found the socket empty.</summary>
    internal void OnReceiveBlocked() => ReceiveReady = Readiness.None;

    /// <summary>A splice found no room.</summary>
    internal void OnSendBlocked() => SendReady = false;

    protected internal override IoOutcome Receive(Span<byte> buffer)
    {
        nint received;
        fixed (byte* pointer = buffer)
        {
            received = Libc.Recv(_fd, pointer, (nuint)buffer.Length, 0);
        }

        return Received(received, buffer.Length);
    }

    protected internal override IoOutcome Receive(ReadOnlySpan<BufferBlock> blocks)
    {
        Iovec* vectors = stackalloc Iovec[BlockArray.Capacity];
        int capacity = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            vectors[i] = VectorOf(blocks[i], blocks[i].End, blocks[i].Free);
            capacity += blocks[i].Free;
        }

        return Received(Libc.Readv(_fd, vectors, blocks.Length), capacity);
    }

    protected internal override IoOutcome Send(ReadOnlySpan<byte> bytes)
    {
        nint sent;
        fixed (byte* pointer = bytes)
        {
            sent = Libc.Send(_fd, pointer, (nuint)bytes.Length, Libc.MSG_NOSIGNAL);
        }

        return Sent(sent, bytes.Length);
    }

    protected internal override IoOutcome Send(BufferBlock head)
    {
        Iovec* vectors = stackalloc Iovec[MaxVectors];
        nint length = 0;
        int count = 0;
        for (BufferBlock? block = head; block is not null && count < MaxVectors; block = block.NextBlock)
        {
            vectors[count++] = VectorOf(block, block.Start, block.Length);
            length += block.Length;
        }

        Msghdr message = new() { Vectors = vectors, VectorCount = (nuint)count };
        return Sent(Libc.SendMsg(_fd, &message, Libc.MSG_NOSIGNAL), length);
    }

    protected override void ShutdownSend() => _ = Libc.Shutdown(_fd, Libc.SHUT_WR);

    protected override void CloseTransport(bool reset)
    {
        _loop.Unregister(_key);
        Libc.CloseSocket(_fd, reset);
        _listener?.OnConnectionClosed();
    }

    protected override IoStatus Peek()
    {
        byte one;
        return Libc.Recv(_fd, &one, 1, Libc.MSG_PEEK) switch
        {
            > 0 => IoStatus.Done,
            0 => IoStatus.Fin,
            _ => Errno.ToStatus(Errno.Last),
        };
    }

    protected override EndPoint? GetLocalEndPoint()
    {
        if (IsClosed)
        {
            return null;
        }

        byte* address = stackalloc byte[SocketAddressBytes.Capacity];
        uint length = SocketAddressBytes.Capacity;
        return Libc.GetSockName(_fd, address, &length) != 0
            ? null
            : SocketAddressBytes.Parse(new ReadOnlySpan<byte>(address, (int)length)).ToEndPoint() ?? _listener?.EndPoint;
    }

    protected override EndPoint? GetRemoteEndPoint() => _target ?? _remote.ToEndPoint();

    protected override IPEndPoint? GetOriginalDestination()
    {
        if (IsClosed || _remote.IsEmpty)
        {
            return null;
        }

        byte* address = stackalloc byte[SocketAddressBytes.Capacity];
        uint length = SocketAddressBytes.Capacity;
        // An IPv4 client of an IPv6 socket was redirected by IPv4's table.
        int result = _remote.AddressLength == 4
            ? Libc.GetSockOpt(_fd, Libc.IPPROTO_IP, Libc.SO_ORIGINAL_DST, address, &length)
            : Libc.GetSockOpt(_fd, Libc.IPPROTO_IPV6, Libc.IP6T_SO_ORIGINAL_DST, address, &length);
        return result == 0 ? SocketAddressBytes.Parse(new ReadOnlySpan<byte>(address, (int)length)).ToEndPoint() : null;
    }

    private protected override Relay CreateRelay() => new SpliceRelay(this);

    private static Iovec VectorOf(BufferBlock block, int offset, int length) => new()
    {
        // The arrays of blocks are pinned.
        Base = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(block.Array)) + offset,
        Length = (nuint)length,
    };

    private void OnEnding(uint events)
    {
        _isEnding = true;
        if ((events & Libc.EPOLLERR) != 0 && Libc.TakeError(_fd) is var error and not 0)
        {
            OnFailure(Errno.ToStatus(error));
        }
        else if ((events & Libc.EPOLLRDHUP) != 0)
        {
            OnPeerFinished();
        }
    }

    private IoOutcome Received(nint received, int capacity)
    {
        if (received <= 0)
        {
            return NotReceived(received);
        }

        if (_isEnding)
        {
            ReceiveReady = Readiness.Ready;
        }
        else
        {
            ReceiveReady = received < capacity ? Readiness.None : Readiness.Unknown;
        }

        return new IoOutcome((int)received);
    }

    private IoOutcome NotReceived(nint received)
    {
        if (received == 0)
        {
            return new IoOutcome(IoStatus.Fin);
        }

        IoStatus status = Errno.ToStatus(Errno.Last);
        if (status == IoStatus.WouldBlock)
        {
            ReceiveReady = Readiness.None;
        }

        return new IoOutcome(status);
    }

    private IoOutcome Sent(nint sent, nint length)
    {
        if (sent < length)
        {
            SendReady = false;
        }

        return sent >= 0 ? new IoOutcome((int)sent) : new IoOutcome(Errno.ToStatus(Errno.Last));
    }
}
