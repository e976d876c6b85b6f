namespace Mesh.Transport.Tests.Conformance;

/// <summary>Hands accepted connections to the test, in order.</summary>
public sealed class QueueAcceptor : IConnectionAcceptor
{
    private readonly Queue<TransportConnection> accepted = new();
    private TaskCompletionSource<TransportConnection>? waiter;

    public int Total { get; private set; }

    public void OnAccept(TransportConnection connection, TransportListener listener)
    {
        Total++;
        if (this.waiter is { } waiter)
        {
            this.waiter = null;
            waiter.SetResult(connection);
        }
        else
        {
            accepted.Enqueue(connection);
        }
    }

    public Task<TransportConnection> NextAsync()
    {
        if (accepted.TryDequeue(out TransportConnection? connection))
        {
            return Task.FromResult(connection);
        }

        waiter = new TaskCompletionSource<TransportConnection>();
        return waiter.Task;
    }
}
