using System.Runtime.InteropServices;

namespace Mesh.Transport.Native;

/// <summary>The system calls of the transport, and the constants they take (the same on x64 and arm64).</summary>
internal static unsafe partial class Libc
{
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int SOCK_STREAM = 1;
    public const int SOCK_DGRAM = 2;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int MSG_PEEK = 2;
    public const int MSG_TRUNC = 0x20;
    public const int MSG_NOSIGNAL = 0x4000;
    public const int SHUT_WR = 1;
    public const int SOL_SOCKET = 1;
    public const int SO_REUSEADDR = 2;
    public const int SO_ERROR = 4;
    public const int SO_LINGER = 13;
    public const int SO_REUSEPORT = 15;
    public const int IPPROTO_IP = 0;
    public const int IPPROTO_TCP = 6;
    public const int IPPROTO_IPV6 = 41;
    public const int TCP_NODELAY = 1;
    public const int IP_BIND_ADDRESS_NO_PORT = 24;
    public const int IPV6_V6ONLY = 26;
    public const int SO_ORIGINAL_DST = 80;
    public const int IP6T_SO_ORIGINAL_DST = 80;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CLOEXEC = 0x80000;
    public const uint EPOLLIN = 1;
    public const uint EPOLLOUT = 4;
    public const uint EPOLLERR = 8;
    public const uint EPOLLHUP = 0x10;
    public const uint EPOLLRDHUP = 0x2000;
    public const uint EPOLLET = 1u << 31;
    public const int EFD_NONBLOCK = 0x800;
    public const int EFD_CLOEXEC = 0x80000;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int F_SETPIPE_SZ = 1031;
    public const uint SPLICE_F_MOVE = 1;
    public const uint SPLICE_F_NONBLOCK = 2;
    public const uint SPLICE_F_MORE = 4;

    public static nint Recv(int fd, byte* buffer, nuint length, int flags)
    {
        nint result = RecvRaw(fd, buffer, length, flags);
        if (result < 0)
        {
            KeepError();
        }

        return result;
    }

    public static nint Send(int fd, byte* buffer, nuint length, int flags)
    {
        nint result = SendRaw(fd, buffer, length, flags);
        if (result < 0)
        {
            KeepError();
        }

        return result;
    }

    public static nint Readv(int fd, Iovec* vectors, int count)
    {
        nint result = ReadvRaw(fd, vectors, count);
        if (result < 0)
        {
            KeepError();
        }

        return result;
    }

    public static nint SendMsg(int fd, Msghdr* message, int flags)
    {
        nint result = SendMsgRaw(fd, message, flags);
        if (result < 0)
        {
            KeepError();
        }

        return result;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int fd, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int fd, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int fd, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    public static partial int Listen(int fd, int backlog);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept4(int fd, byte* address, uint* length, int flags);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int fd, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int fd, int how);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetSockName(int fd, byte* address, uint* length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetSockOpt(int fd, int level, int name, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSockOpt(int fd, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate1(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollCtl(int epoll, int operation, int fd, byte* epollEvent);

    public static int EpollWait(int epoll, byte* events, int capacity, int timeoutMilliseconds)
    {
        int result = EpollWaitRaw(epoll, events, capacity, timeoutMilliseconds);
        if (result < 0)
        {
            KeepError();
        }

        return result;
    }

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe2(int* fds, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Fcntl(int fd, int command, int value);

    [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
    public static partial nint Splice(int from, long* fromOffset, int to, long* toOffset, nuint length, uint flags);

    /// <summary>Sets an option that is an int. False on error.</summary>
    public static bool SetOption(int fd, int level, int name, int value) => SetSockOpt(fd, level, name, &value, sizeof(int)) == 0;

    /// <summary>Takes the socket's pending error; 0 if there is none.</summary>
    public static int TakeError(int fd)
    {
        int error = 0;
        uint length = sizeof(int);
        return GetSockOpt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : Errno.Last;
    }

    /// <summary>Closes a socket; with <paramref name="reset"/> by RST, whatever is unsent.</summary>
    public static void CloseSocket(int fd, bool reset)
    {
        if (reset)
        {
            Linger linger = new() { IsOn = 1, Seconds = 0 };
            _ = SetSockOpt(fd, SOL_SOCKET, SO_LINGER, &linger, (uint)sizeof(Linger));
        }

        _ = Close(fd);
    }

    // The calls of every request, without SetLastError: it clears errno before each call and stores it after, which only a failure needs. What it
    // would generate after the call is KeepError, as the very next thing and nowhere else: the runtime keeps errno over the return from a native
    // call, also when that waits for a collection, and over the first call of a method. Anything in between might change it.
    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint RecvRaw(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint SendRaw(int fd, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "readv")]
    private static partial nint ReadvRaw(int fd, Iovec* vectors, int count);

    [LibraryImport("libc", EntryPoint = "sendmsg")]
    private static partial nint SendMsgRaw(int fd, Msghdr* message, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int EpollWaitRaw(int epoll, byte* events, int capacity, int timeoutMilliseconds);

    private static void KeepError() => Marshal.SetLastPInvokeError(Marshal.GetLastSystemError());
}
