using Mesh.Transport.Native;

namespace Mesh.Transport.Epoll;

/// <summary>Empty pipes of one loop. A relay has one only while there are bytes in it.</summary>
internal sealed unsafe class PipePool : IDisposable
{
    /// <summary>What one splice moves at most; beyond it the kernel's page cache of the core no longer helps.</summary>
    public const int PipeSize = 256 * 1024;

    /// <summary>Pipes that trimming leaves alone.</summary>
    private const int Reserve = 2;

    private readonly Stack<SplicePipe> free = new();

    public bool HasSurplus => free.Count > Reserve;

    /// <summary>Null if there is no file descriptor for one: the caller copies instead.</summary>
    public SplicePipe? Rent()
    {
        if (free.TryPop(out SplicePipe? pipe))
        {
            return pipe;
        }

        int* fds = stackalloc int[2];
        if (Libc.Pipe2(fds, Libc.O_NONBLOCK | Libc.O_CLOEXEC) != 0)
        {
            return null;
        }

        // Refused beyond the user's pipe-user-pages-soft limit: the default size serves as well.
        _ = Libc.Fcntl(fds[1], Libc.F_SETPIPE_SZ, PipeSize);
        return new SplicePipe(fds[0], fds[1]);
    }

    /// <summary>Takes a pipe back, or closes it if bytes are left in it.</summary>
    public void TakeBack(SplicePipe pipe)
    {
        if (pipe.Filled == 0)
        {
            free.Push(pipe);
        }
        else
        {
            Close(pipe);
        }
    }

    /// <summary>Closes what is beyond the reserve.</summary>
    public void Trim()
    {
        while (free.Count > Reserve)
        {
            Close(free.Pop());
        }
    }

    public void Dispose()
    {
        while (free.TryPop(out SplicePipe? pipe))
        {
            Close(pipe);
        }
    }

    private static void Close(SplicePipe pipe)
    {
        _ = Libc.Close(pipe.ReadEnd);
        _ = Libc.Close(pipe.WriteEnd);
    }
}
