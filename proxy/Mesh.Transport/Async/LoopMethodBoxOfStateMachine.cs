using System.Runtime.CompilerServices;

namespace Mesh.Transport;

/// <summary>A suspended method's state machine, from and back to its thread's free list.</summary>
sealed class LoopMethodBox<TResult, TStateMachine> : LoopMethodBox<TResult>
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>Kept per thread and method: as many as may well be suspended at once; what a burst needed beyond is left to the collector.</summary>
    internal const int MaxFree = 4096;

    [ThreadStatic]
    static int freeCount;

    [ThreadStatic]
    static LoopMethodBox<TResult, TStateMachine>? free;

    LoopMethodBox<TResult, TStateMachine>? next;

    LoopMethodBox() => MoveNext = () => StateMachine!.MoveNext();

    /// <summary>A field: MoveNext must change the state in place.</summary>
    public TStateMachine? StateMachine;

    public static LoopMethodBox<TResult, TStateMachine> Rent()
    {
        var box = free;
        if (box is null)
        {
            return new LoopMethodBox<TResult, TStateMachine>();
        }

        free = box.next;
        freeCount--;
        box.next = null;
        return box;
    }

    protected override void GiveBack()
    {
        StateMachine = default;
        if (freeCount < MaxFree)
        {
            freeCount++;
            next = free;
            free = this;
        }
    }
}
