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

    private readonly EpollLoop _loop;
    private readonly IConnectionAcceptor _acceptor;
    private readonly int _maxConnections;
    private readonly int _fd;
    private readonly ulong _key;
    private readonly ResumeTimer _resume;
    private int _open;
    private bool _isWatched;
    private bool _isStopped;

    /// <param name="loop">Its loop.</param>
    /// <param name="fd">Bound and listening; owned from here on.</param>
    /// <param name="endPoint">The bound address.</param>
    /// <param name="maxConnections">Open at once.</param>
    /// <param name="acceptor">Takes the connections.</param>
    public EpollListener(EpollLoop loop, int fd, EndPoint endPoint, int maxConnections, IConnectionAcceptor acceptor)
    {
        _loop = loop;
        _fd = fd;
        EndPoint = endPoint;
        _maxConnections = maxConnections;
        _acceptor = acceptor;
        _resume = new ResumeTimer(this);
        _key = loop.AddSource(this);
        Watch();
    }

    public override EndPoint EndPoint { get; }

    public override int OpenConnections => _open;

    public override void Stop()
    {
        if (_isStopped)
        {
            return;
        }

        DrainBacklog();
        _isStopped = true;
        _loop.Timers.Cancel(_resume);
        _loop.Unregister(_key);
        _ = Libc.Close(_fd);
        SocketFile.Delete(EndPoint);
    }

    /// <summary>Clients in the backlog have connected already: closing the socket would reset them, though another may listen on the same port.</summary>
    private void DrainBacklog()
    {
        for (int i = 0; i < AcceptsAtStop && _open < _maxConnections; i++)
        {
            if (!TryAccept())
            {
                return;
            }
        }
    }

    public void OnEpoll(uint events)
    {
        for (int i = 0; i < AcceptsPerTurn && !_isStopped && HasRoom(); i++)
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
        _open--;
        if (!_resume.IsSet)
        {
            Watch();
        }
    }

    private bool HasRoom()
    {
        if (_open < _maxConnections)
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
        int fd = Libc.Accept4(_fd, address, &length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        if (fd < 0)
        {
            return OnNotAccepted(Errno.Last);
        }

        EpollConnection connection;
        try
        {
            SocketAddressValue remote = SocketAddressBytes.Parse(new ReadOnlySpan<byte>(address, (int)Math.Min(length, SocketAddressBytes.Capacity)));
            connection = new EpollConnection(_loop, fd, null, remote, this, null);
        }
        catch (TransportException)
        {
            // fs.epoll.max_user_watches is used up: shed like any other exhaustion.
            _ = Libc.Close(fd);
            return OnNotAccepted(Errno.ENOMEM);
        }

        _open++;
        Hand(connection);
        return true;
    }

    /// <summary>An acceptor's bug costs its connection; the others that wait are accepted.</summary>
    private void Hand(EpollConnection connection)
    {
        try
        {
            _acceptor.OnAccept(connection, this);
        }
        catch (Exception e) when (_loop.Fault is { } report)
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

        int shed = errno is Errno.EMFILE or Errno.ENFILE ? _loop.Spare.Shed(_fd, ShedsPerTurn) : 0;
        AddShed(shed);
        Unwatch();
        _loop.Timers.Set(_resume, ResumeTimer.Pause);
        return false;
    }

    private void Watch()
    {
        if (!_isWatched && !_isStopped && _open < _maxConnections)
        {
            _isWatched = true;
            _loop.Watch(_fd, _key, Libc.EPOLLIN);
        }
    }

    private void Unwatch()
    {
        if (_isWatched)
        {
            _isWatched = false;
            _loop.Unwatch(_fd);
        }
    }

    /// <summary>Ends the pause after exhaustion.</summary>
    private sealed class ResumeTimer(EpollListener listener) : TimerEntry
    {
        public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

        protected internal override void OnDue() => listener.Watch();
    }
}
