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

    private readonly EpollLoop loop;
    private readonly EpollListener? listener;
    private readonly int fd;
    private readonly ulong key;
    private readonly SocketAddressValue remote;
    private readonly EndPoint? target;
    private bool isEnding;

    /// <param name="loop">Its loop.</param>
    /// <param name="fd">Connected and non-blocking; owned from here on.</param>
    /// <param name="key">Its number in the loop, or null to register it.</param>
    /// <param name="remote">The peer, empty for a Unix socket.</param>
    /// <param name="listener">Who accepted it, if somebody did.</param>
    /// <param name="target">What it was connected to, if it was.</param>
    public EpollConnection(EpollLoop loop, int fd, ulong? key, SocketAddressValue remote, EpollListener? listener, EndPoint? target)
        : base(loop)
    {
        this.loop = loop;
        this.fd = fd;
        this.remote = remote;
        this.listener = listener;
        this.target = target;
        SendReady = true;
        this.key = key ?? loop.Register(this, fd, EpollLoop.ConnectionEvents);
    }

    public override SocketAddressValue RemoteAddress => remote;

    internal int Fd => fd;

    internal EpollLoop EpollLoop => loop;

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
            received = Libc.Recv(fd, pointer, (nuint)buffer.Length, 0);
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

        return Received(Libc.Readv(fd, vectors, blocks.Length), capacity);
    }

    protected internal override IoOutcome Send(ReadOnlySpan<byte> bytes)
    {
        nint sent;
        fixed (byte* pointer = bytes)
        {
            sent = Libc.Send(fd, pointer, (nuint)bytes.Length, Libc.MSG_NOSIGNAL);
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
        return Sent(Libc.SendMsg(fd, &message, Libc.MSG_NOSIGNAL), length);
    }

    protected override void ShutdownSend() => _ = Libc.Shutdown(fd, Libc.SHUT_WR);

    protected override void CloseTransport(bool reset)
    {
        loop.Unregister(key);
        Libc.CloseSocket(fd, reset);
        listener?.OnConnectionClosed();
    }

    protected override IoStatus Peek()
    {
        byte one;
        return Libc.Recv(fd, &one, 1, Libc.MSG_PEEK) switch
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
        return Libc.GetSockName(fd, address, &length) != 0
            ? null
            : SocketAddressBytes.Parse(new ReadOnlySpan<byte>(address, (int)length)).ToEndPoint() ?? listener?.EndPoint;
    }

    protected override EndPoint? GetRemoteEndPoint() => target ?? remote.ToEndPoint();

    protected override IPEndPoint? GetOriginalDestination()
    {
        if (IsClosed || remote.IsEmpty)
        {
            return null;
        }

        byte* address = stackalloc byte[SocketAddressBytes.Capacity];
        uint length = SocketAddressBytes.Capacity;
        // An IPv4 client of an IPv6 socket was redirected by IPv4's table.
        int result = remote.AddressLength == 4
            ? Libc.GetSockOpt(fd, Libc.IPPROTO_IP, Libc.SO_ORIGINAL_DST, address, &length)
            : Libc.GetSockOpt(fd, Libc.IPPROTO_IPV6, Libc.IP6T_SO_ORIGINAL_DST, address, &length);
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
        isEnding = true;
        if ((events & Libc.EPOLLERR) != 0 && Libc.TakeError(fd) is var error and not 0)
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

        if (isEnding)
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
