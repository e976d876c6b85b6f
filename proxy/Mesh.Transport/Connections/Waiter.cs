using System.Threading.Tasks.Sources;

namespace Mesh.Transport.Connections;

/// <summary>
/// The part of an <see cref="IValueTaskSource{T}"/> that is the same for every operation: one waits at a time, it is used again for the next, and the
/// continuation runs inline on the loop, whatever context the caller had. The result is asked of the owner when it is fetched, not kept here.
/// </summary>
internal struct Waiter
{
    private Action<object?>? continuation;
    private object? state;
    private short version;
    private bool isPending;
    private bool isDone;

    /// <summary>True while somebody waits.</summary>
    public readonly bool IsPending => isPending && !isDone;

    public readonly short Version => version;

    /// <summary>Begins to wait; the version goes into the ValueTask.</summary>
    public short Begin()
    {
        isPending = true;
        isDone = false;
        return version;
    }

    public readonly ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        return isDone ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token)
    {
        Check(token);
        if (isDone)
        {
            continuation(state);
            return;
        }

        this.continuation = continuation;
        this.state = state;
    }

    /// <summary>The result is there: runs the continuation.</summary>
    public void Complete()
    {
        isDone = true;
        Action<object?>? continuation = this.continuation;
        if (continuation is not null)
        {
            object? state = this.state;
            this.continuation = null;
            this.state = null;
            continuation(state);
        }
    }

    /// <summary>The result is fetched: the source is free for the next operation.</summary>
    public void End(short token)
    {
        Check(token);
        if (!isDone)
        {
            throw new InvalidOperationException("The operation has not completed.");
        }

        version++;
        isPending = false;
        isDone = false;
    }

    private readonly void Check(short token)
    {
        if (token != version || !isPending)
        {
            throw new InvalidOperationException("The operation was awaited twice, or its result was fetched twice.");
        }
    }
}
