using System.Net;
using Mesh.Transport.Native;

namespace Mesh.Transport.Epoll;

/// <summary>Makes the socket of a listener.</summary>
internal static unsafe class ListenSocket
{
    /// <summary>Binds and listens; returns the descriptor and the bound address.</summary>
    /// <exception cref="TransportException">The operating system refuses it.</exception>
    public static (int Fd, EndPoint EndPoint) Open(EndPoint endPoint, ListenOptions options)
    {
        int family = SocketAddressBytes.FamilyOf(endPoint);
        int fd = Libc.Socket(family, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            throw Refused(endPoint, Errno.Last);
        }

        try
        {
            SetOptions(fd, family, options);
            Bind(fd, endPoint);
            if (Libc.Listen(fd, options.Backlog) != 0)
            {
                throw Refused(endPoint, Errno.Last);
            }

            return (fd, BoundTo(fd) ?? endPoint);
        }
        catch
        {
            _ = Libc.Close(fd);
            throw;
        }
    }

    private static void SetOptions(int fd, int family, ListenOptions options)
    {
        if (family == Libc.AF_UNIX)
        {
            return;
        }

        _ = Libc.SetOption(fd, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
        // Inherited by what is accepted: saves a call per connection.
        _ = Libc.SetOption(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
        if (options.ReusePort)
        {
            _ = Libc.SetOption(fd, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1);
        }

        if (family == Libc.AF_INET6)
        {
            _ = Libc.SetOption(fd, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, options.IPv6Only ? 1 : 0);
        }
    }

    private static void Bind(int fd, EndPoint endPoint)
    {
        int errno = TryBind(fd, endPoint);
        if (errno == Errno.EADDRINUSE && SocketFile.PathOf(endPoint) is not null && !Answers(endPoint))
        {
            // The file of a process that is gone.
            SocketFile.Delete(endPoint);
            errno = TryBind(fd, endPoint);
        }

        if (errno != 0)
        {
            throw Refused(endPoint, errno);
        }
    }

    private static int TryBind(int fd, EndPoint endPoint)
    {
        SocketAddress address = endPoint.Serialize();
        fixed (byte* pointer = address.Buffer.Span)
        {
            return Libc.Bind(fd, pointer, (uint)address.Size) == 0 ? 0 : Errno.Last;
        }
    }

    private static bool Answers(EndPoint endPoint)
    {
        int fd = Libc.Socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        SocketAddress address = endPoint.Serialize();
        fixed (byte* pointer = address.Buffer.Span)
        {
            bool answers = Libc.Connect(fd, pointer, (uint)address.Size) == 0 || Errno.Last != Errno.ECONNREFUSED;
            _ = Libc.Close(fd);
            return answers;
        }
    }

    private static IPEndPoint? BoundTo(int fd)
    {
        byte* address = stackalloc byte[SocketAddressBytes.Capacity];
        uint length = SocketAddressBytes.Capacity;
        return Libc.GetSockName(fd, address, &length) == 0 ? SocketAddressBytes.Parse(new ReadOnlySpan<byte>(address, (int)length)).ToEndPoint() : null;
    }

    private static TransportException Refused(EndPoint endPoint, int errno)
    {
        string advice = errno switch
        {
            Errno.EADDRINUSE => " Another process listens there; `ss -ltnp` shows which.",
            Errno.EADDRNOTAVAIL => " No interface of this network namespace has the address.",
            Errno.EACCES => " Ports below 1024 need CAP_NET_BIND_SERVICE, a Unix socket a writable directory.",
            Errno.EMFILE or Errno.ENFILE => " Raise the limit of open files (ulimit -n).",
            _ => "",
        };
        return new TransportException($"{endPoint} cannot be listened on: {Errno.Describe(errno)}.{advice}", errno);
    }
}
