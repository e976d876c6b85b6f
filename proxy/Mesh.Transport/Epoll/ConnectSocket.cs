using System.Net;
using Mesh.Transport.Native;

namespace Mesh.Transport.Epoll;

/// <summary>Makes the socket of a connection to be, and begins to connect it.</summary>
internal static unsafe class ConnectSocket
{
    /// <summary>Returns the descriptor, or -1; <paramref name="errno"/> is 0 if it is connected already, EINPROGRESS if an event will tell.</summary>
    public static int Begin(EndPoint endPoint, ConnectOptions options, out int errno)
    {
        int family = SocketAddressBytes.FamilyOf(endPoint);
        int fd = Libc.Socket(family, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            errno = Errno.Last;
            return -1;
        }

        errno = family == Libc.AF_UNIX ? 0 : Prepare(fd, family == Libc.AF_INET ? options.SourceIPv4 : options.SourceIPv6);
        errno = errno == 0 ? Connect(fd, endPoint) : errno;
        if (errno is 0 or Errno.EINPROGRESS)
        {
            return fd;
        }

        _ = Libc.Close(fd);
        return -1;
    }

    private static int Prepare(int fd, IPAddress? source)
    {
        _ = Libc.SetOption(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
        if (source is null)
        {
            return 0;
        }

        // The port is chosen at connect, by the whole four-tuple: else each source address has 28,000 connections to all the world.
        _ = Libc.SetOption(fd, Libc.IPPROTO_IP, Libc.IP_BIND_ADDRESS_NO_PORT, 1);
        SocketAddress address = new IPEndPoint(source, 0).Serialize();
        fixed (byte* pointer = address.Buffer.Span)
        {
            return Libc.Bind(fd, pointer, (uint)address.Size) == 0 ? 0 : Errno.Last;
        }
    }

    private static int Connect(int fd, EndPoint endPoint)
    {
        SocketAddress address = endPoint.Serialize();
        fixed (byte* pointer = address.Buffer.Span)
        {
            return Libc.Connect(fd, pointer, (uint)address.Size) == 0 ? 0 : Errno.Last;
        }
    }
}
