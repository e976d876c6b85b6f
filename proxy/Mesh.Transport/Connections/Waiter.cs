using System.Threading.Tasks.Sources;

namespace Mesh.Transport.Connections;

/// <summary>
/// The part of an <see cref="IValueTaskSource{T}"/> that is the same for every operation: one waits at a time, it is used again for the next, and the
/// continuation runs inline on the loop, whatever context the caller had. The result is asked of the owner when it is fetched, not kept here.
/// </summary>
internal struct Waiter
{
    private Action<object?>? _continuation;
    private object? _state;
    private short _version;
    private bool _isPending;
    private bool _isDone;

    /// <summary>True while somebody waits.</summary>
    public readonly bool IsPending => _isPending && !_isDone;

    public readonly short Version => _version;

    /// <summary>Begins to wait; the version goes into the ValueTask.</summary>
    public short Begin()
    {
        _isPending = true;
        _isDone = false;
        return _version;
    }

    public readonly ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        return _isDone ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token)
    {
        Check(token);
        if (_isDone)
        {
            continuation(state);
            return;
        }

        _continuation = continuation;
        _state = state;
    }

    /// <summary>The result is there: runs the continuation.</summary>
    public void Complete()
    {
        _isDone = true;
        Action<object?>? continuation = _continuation;
        if (continuation is not null)
        {
            object? state = _state;
            _continuation = null;
            _state = null;
            continuation(state);
        }
    }

    /// <summary>The result is fetched: the source is free for the next operation.</summary>
    public void End(short token)
    {
        Check(token);
        if (!_isDone)
        {
            throw new InvalidOperationException("The operation has not completed.");
        }

        _version++;
        _isPending = false;
        _isDone = false;
    }

    private readonly void Check(short token)
    {
        if (token != _version || !_isPending)
        {
            throw new InvalidOperationException("The operation was awaited twice, or its result was fetched twice.");
        }
    }
}
