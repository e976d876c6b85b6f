using System.Net;
using System.Threading.Tasks.Sources;
using Mesh.Transport.Connections;
using Mesh.Transport.Native;

namespace Mesh.Transport.Epoll;

/// <summary>A connect in progress: ended by its event, its deadline, or the loop. On success its place in the epoll set becomes the connection's.</summary>
internal sealed class EpollConnectAttempt(EpollLoop loop, int fd, EndPoint endPoint, ConnectOptions options)
    : TimerEntry, IEpollSource, IConnectAttempt, IValueTaskSource<ConnectResult>
{
    private ulong key;
    private ConnectResult result;
    private Waiter waiter;

    public ValueTask<ConnectResult> Start()
    {
        try
        {
            key = loop.Register(this, fd, EpollLoop.ConnectionEvents);
        }
        catch (TransportException)
        {
            // fs.epoll.max_user_watches is used up.
            _ = Libc.Close(fd);
            return new ValueTask<ConnectResult>(new ConnectResult(TransportError.TooManyFiles));
        }

        options.Cancellation?.Guard(this);
        loop.Timers.Set(this, options.Timeout);
        return new ValueTask<ConnectResult>(this, waiter.Begin());
    }

    public void OnEpoll(uint events)
    {
        int errno = Libc.TakeError(fd);
        if (errno != 0)
        {
            Fail(Errno.ToConnectError(errno));
            return;
        }

        if ((events & Libc.EPOLLOUT) == 0)
        {
            return;
        }

        options.Cancellation?.Release();
        loop.Timers.Cancel(this);
        var connection = new EpollConnection(loop, fd, key, SocketAddressValue.From(endPoint), null, endPoint);
        loop.Replace(key, connection);
        ((IEpollSource)connection).OnEpoll(events);
        Complete(new ConnectResult(connection));
    }

    /// <summary>Whoever cancels is in the midst of something: the continuation runs later in the turn.</summary>
    public void Cancel()
    {
        CloseSocket();
        result = new ConnectResult(TransportError.Canceled);
        loop.Schedule(static attempt => ((EpollConnectAttempt)attempt!).waiter.Complete(), this);
    }

    public void OnLoopStopping() => Fail(TransportError.Canceled);

    ConnectResult IValueTaskSource<ConnectResult>.GetResult(short token)
    {
        waiter.End(token);
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<ConnectResult>.GetStatus(short token) => waiter.GetStatus(token);

    void IValueTaskSource<ConnectResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        waiter.OnCompleted(continuation, state, token);

    protected internal override void OnDue() => Fail(TransportError.TimedOut);

    private void Fail(TransportError error)
    {
        options.Cancellation?.Release();
        CloseSocket();
        Complete(new ConnectResult(error));
    }

    private void CloseSocket()
    {
        loop.Timers.Cancel(this);
        loop.Unregister(key);
        _ = Libc.Close(fd);
    }

    private void Complete(ConnectResult result)
    {
        this.result = result;
        waiter.Complete();
    }
}
