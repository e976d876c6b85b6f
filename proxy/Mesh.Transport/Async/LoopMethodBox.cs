using System.Threading.Tasks.Sources;

namespace Mesh.Transport;

/// <summary>The result of a suspended method, whatever its state machine.</summary>
class LoopMethodBox<TResult> : IValueTaskSource<TResult>, IValueTaskSource
{
    ManualResetValueTaskSourceCore<TResult> core;

    public short Version => core.Version;

    /// <summary>What awaiters call to go on; made once per box.</summary>
    public Action MoveNext { get; protected init; } = static () => { };

    public void SetResult(TResult value) => core.SetResult(value);

    public void SetException(Exception exception) => core.SetException(exception);

    /// <exception cref="InvalidOperationException">The token is of an earlier use, or nothing is there yet; whoever has the box now keeps it.</exception>
    public TResult GetResult(short token)
    {
        // Before anything is given back: a second await of one task must not free a box that already serves another call.
        if (core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The method has not ended yet: its task must be awaited.");
        }

        try
        {
            return core.GetResult(token);
        }
        finally
        {
            core.Reset();
            GiveBack();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    /// <summary>The flags ask for contexts that a loop does not have.</summary>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, ValueTaskSourceOnCompletedFlags.None);

    protected virtual void GiveBack()
    {
    }
}
