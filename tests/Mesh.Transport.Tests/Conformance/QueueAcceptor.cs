namespace Mesh.Transport.Tests.Conformance;

/// <summary>Hands accepted connections to the test, in order.</summary>
public sealed class QueueAcceptor : IConnectionAcceptor
{
    private readonly Queue<TransportConnection> _accepted = new();
    private TaskCompletionSource<TransportConnection>? _waiter;

    public int Total { get; private set; }

    public void OnAccept(TransportConnection connection, TransportListener listener)
    {
        Total++;
        if (_waiter is { } waiter)
        {
            _waiter = null;
            waiter.SetResult(connection);
        }
        else
        {
            _accepted.Enqueue(connection);
        }
    }

    public Task<TransportConnection> NextAsync()
    {
        if (_accepted.TryDequeue(out TransportConnection? connection))
        {
            return Task.FromResult(connection);
        }

        _waiter = new TaskCompletionSource<TransportConnection>();
        return _waiter.Task;
    }
}
