using System.Runtime.CompilerServices;

namespace Mesh.Transport;

/// <summary>
/// Builds async methods of an event loop: <c>[AsyncMethodBuilder(typeof(LoopMethodBuilder&lt;&gt;))]</c>. A method that suspends keeps its state in a box from a
/// free list of the thread, so that no call allocates once the list is warm. The framework's pooling builder keeps one box per thread and one per
/// core: with many connections suspended at once, which is a proxy's normal state, it allocates for most of them. Continuations run inline, and
/// the execution context is not captured: a loop has none.
/// </summary>
/// <remarks>The ValueTask must be awaited exactly once; a box that nobody awaits is never given back (it becomes garbage, nothing worse).</remarks>
public struct LoopMethodBuilder<TResult>
{
    LoopMethodBox<TResult>? box;
    TResult result;

    public readonly ValueTask<TResult> Task => box is null ? new ValueTask<TResult>(result) : new ValueTask<TResult>(box, box.Version);

    internal readonly ValueTask PlainTask => box is null ? default : new ValueTask(box, box.Version);

    public static LoopMethodBuilder<TResult> Create() => default;

    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    public void SetResult(TResult value)
    {
        if (box is null)
        {
            result = value;
        }
        else
        {
            box.SetResult(value);
        }
    }

    public void SetException(Exception exception) => (box ??= new LoopMethodBox<TResult>()).SetException(exception);

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(Box(ref stateMachine).MoveNext);

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(Box(ref stateMachine).MoveNext);

    LoopMethodBox<TResult> Box<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (box is not null)
        {
            return box;
        }

        var rented = LoopMethodBox<TResult, TStateMachine>.Rent();
        // This builder is a field of the state machine: it must know the box before the state machine is copied into it.
        box = rented;
        rented.StateMachine = stateMachine;
        return rented;
    }
}
