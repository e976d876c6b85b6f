using Mesh.Transport.Native;

namespace Mesh.Transport.Epoll;

/// <summary>
/// A file descriptor kept in reserve. When the process has no other left, clients would wait in the backlog until they time out, and a level-triggered
/// listener would spin; with it they are accepted and closed at once, and can try elsewhere.
/// </summary>
internal sealed unsafe class SpareDescriptor : IDisposable
{
    private int fd = Open();

    /// <summary>Accepts and closes up to <paramref name="limit"/> clients that wait at <paramref name="listener"/>; returns how many there were.</summary>
    public int Shed(int listener, int limit)
    {
        if (fd < 0)
        {
            fd = Open();
            return 0;
        }

        _ = Libc.Close(fd);
        int shed = 0;
        while (shed < limit)
        {
            int client = Libc.Accept4(listener, null, null, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
            if (client < 0)
            {
                break;
            }

            Libc.CloseSocket(client, reset: true);
            shed++;
        }

        // Another thread may have taken the number meanwhile: then the next call tries again.
        fd = Open();
        return shed;
    }

    public void Dispose()
    {
        if (fd >= 0)
        {
            _ = Libc.Close(fd);
            fd = -1;
        }
    }

    private static int Open() => Libc.EventFd(0, Libc.EFD_CLOEXEC);
}
