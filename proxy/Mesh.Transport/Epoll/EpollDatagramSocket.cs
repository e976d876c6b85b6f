using System.Net;
using Mesh.Transport.Native;

namespace Mesh.Transport.Epoll;

/// <summary>UDP in a loop's epoll set, level-triggered: what a turn leaves, the next one takes.</summary>
internal sealed unsafe class EpollDatagramSocket : DatagramSocket, IEpollSource
{
    private const int DatagramsPerTurn = 16;

    private readonly EpollLoop loop;
    private readonly int fd;
    private readonly IDatagramReceiver receiver;
    private readonly ulong key;
    private bool isClosed;

    private EpollDatagramSocket(EpollLoop loop, int fd, IDatagramReceiver receiver)
    {
        this.loop = loop;
        this.fd = fd;
        this.receiver = receiver;
        key = loop.Register(this, fd, Libc.EPOLLIN);
    }

    public static EpollDatagramSocket? Open(EpollLoop loop, IPEndPoint peer, IDatagramReceiver receiver, out TransportError error)
    {
        int fd = Libc.Socket(SocketAddressBytes.FamilyOf(peer), Libc.SOCK_DGRAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            error = Errno.ToConnectError(Errno.Last);
            return null;
        }

        error = Connect(fd, peer);
        if (error == TransportError.None)
        {
            try
            {
                return new EpollDatagramSocket(loop, fd, receiver);
            }
            catch (TransportException)
            {
                error = TransportError.TooManyFiles;
            }
        }

        _ = Libc.Close(fd);
        return null;
    }

    public override bool Send(ReadOnlySpan<byte> bytes)
    {
        if (isClosed)
        {
            return false;
        }

        fixed (byte* pointer = bytes)
        {
            return Libc.Send(fd, pointer, (nuint)bytes.Length, Libc.MSG_NOSIGNAL) == bytes.Length;
        }
    }

    public override void Close()
    {
        if (!isClosed)
        {
            isClosed = true;
            loop.Unregister(key);
            _ = Libc.Close(fd);
        }
    }

    public void OnEpoll(uint events)
    {
        byte* buffer = stackalloc byte[MaxLength];
        for (int i = 0; i < DatagramsPerTurn && !isClosed; i++)
        {
            nint received = Libc.Recv(fd, buffer, MaxLength, Libc.MSG_TRUNC);
            if (received < 0)
            {
                OnFailed(Errno.Last);
                return;
            }

            if (received <= MaxLength)
            {
                receiver.OnDatagram(new ReadOnlySpan<byte>(buffer, (int)received));
            }
        }
    }

    public void OnLoopStopping() => Close();

    private static TransportError Connect(int fd, IPEndPoint peer)
    {
        SocketAddress address = peer.Serialize();
        fixed (byte* pointer = address.Buffer.Span)
        {
            return Libc.Connect(fd, pointer, (uint)address.Size) == 0 ? TransportError.None : Errno.ToConnectError(Errno.Last);
        }
    }

    private void OnFailed(int errno)
    {
        if (errno is not (Errno.EAGAIN or Errno.EINTR))
        {
            receiver.OnError(Errno.ToConnectError(errno));
        }
    }
}
