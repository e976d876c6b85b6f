using System.Net;
using Mesh.Transport.Native;

namespace Mesh.Transport.Epoll;

/// <summary>
/// A listening socket, level-triggered: what one turn leaves in the backlog is reported again in the next. It leaves the epoll set while it may not
/// accept, so that a full proxy does not spin.
/// </summary>
internal sealed unsafe class EpollListener : TransportListener, IEpollSource
{
    private const int AcceptsPerTurn = 32;
    private const int ShedsPerTurn = 16;
    private const int AcceptsAtStop = 4096;

    private readonly EpollLoop loop;
    private readonly IConnectionAcceptor acceptor;
    private readonly int maxConnections;
    private readonly int fd;
    private readonly ulong key;
    private readonly ResumeTimer resume;
    private int open;
    private bool isWatched;
    private bool isStopped;

    /// <param name="loop">Its loop.</param>
    /// <param name="fd">Bound and listening; owned from here on.</param>
    /// <param name="endPoint">The bound address.</param>
    /// <param name="maxConnections">Open at once.</param>
    /// <param name="acceptor">Takes the connections.</param>
    public EpollListener(EpollLoop loop, int fd, EndPoint endPoint, int maxConnections, IConnectionAcceptor acceptor)
    {
        this.loop = loop;
        this.fd = fd;
        EndPoint = endPoint;
        this.maxConnections = maxConnections;
        this.acceptor = acceptor;
        resume = new ResumeTimer(this);
        key = loop.AddSource(this);
        Watch();
    }

    public override EndPoint EndPoint { get; }

    public override int OpenConnections => open;

    public override void Stop()
    {
        if (isStopped)
        {
            return;
        }

        DrainBacklog();
        isStopped = true;
        loop.Timers.Cancel(resume);
        loop.Unregister(key);
        _ = Libc.Close(fd);
        SocketFile.Delete(EndPoint);
    }

    /// <summary>Clients in the backlog have connected already: closing the socket would reset them, though another may listen on the same port.</summary>
    private void DrainBacklog()
    {
        for (int i = 0; i < AcceptsAtStop && open < maxConnections; i++)
        {
            if (!TryAccept())
            {
                return;
            }
        }
    }

    public void OnEpoll(uint events)
    {
        for (int i = 0; i < AcceptsPerTurn && !isStopped && HasRoom(); i++)
        {
            if (!TryAccept())
            {
                return;
            }
        }
    }

    public void OnLoopStopping() => Stop();

    internal void OnConnectionClosed()
    {
        open--;
        if (!resume.IsSet)
        {
            Watch();
        }
    }

    private bool HasRoom()
    {
        if (open < maxConnections)
        {
            return true;
        }

        Unwatch();
        return false;
    }

    /// <summary>False: nothing to accept now, or nothing to accept it with.</summary>
    private bool TryAccept()
    {
        byte* address = stackalloc byte[SocketAddressBytes.Capacity];
        uint length = SocketAddressBytes.Capacity;
        int fd = Libc.Accept4(this.fd, address, &length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        if (fd < 0)
        {
            return OnNotAccepted(Errno.Last);
        }

        EpollConnection connection;
        try
        {
            SocketAddressValue remote = SocketAddressBytes.Parse(new ReadOnlySpan<byte>(address, (int)Math.Min(length, SocketAddressBytes.Capacity)));
            connection = new EpollConnection(loop, fd, null, remote, this, null);
        }
        catch (TransportException)
        {
            // fs.epoll.max_user_watches is used up: shed like any other exhaustion.
            _ = Libc.Close(fd);
            return OnNotAccepted(Errno.ENOMEM);
        }

        open++;
        Hand(connection);
        return true;
    }

    /// <summary>An acceptor's bug costs its connection; the others that wait are accepted.</summary>
    private void Hand(EpollConnection connection)
    {
        try
        {
            acceptor.OnAccept(connection, this);
        }
        catch (Exception e) when (loop.Fault is { } report)
        {
            connection.Abort();
            report(e);
        }
    }

    private bool OnNotAccepted(int errno)
    {
        if (errno == Errno.EAGAIN)
        {
            return false;
        }

        if (!Errno.IsExhaustion(errno))
        {
            // The client gave up, or its network did, before it was accepted: accept(2), "Error handling". On to the next.
            return true;
        }

        int shed = errno is Errno.EMFILE or Errno.ENFILE ? loop.Spare.Shed(fd, ShedsPerTurn) : 0;
        AddShed(shed);
        Unwatch();
        loop.Timers.Set(resume, ResumeTimer.Pause);
        return false;
    }

    private void Watch()
    {
        if (!isWatched && !isStopped && open < maxConnections)
        {
            isWatched = true;
            loop.Watch(fd, key, Libc.EPOLLIN);
        }
    }

    private void Unwatch()
    {
        if (isWatched)
        {
            isWatched = false;
            loop.Unwatch(fd);
        }
    }

    /// <summary>Ends the pause after exhaustion.</summary>
    private sealed class ResumeTimer(EpollListener listener) : TimerEntry
    {
        public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

        protected internal override void OnDue() => listener.Watch();
    }
}
