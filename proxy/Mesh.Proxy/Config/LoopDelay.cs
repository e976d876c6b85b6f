using Mesh.Transport;

namespace Mesh.Proxy.Config;

/// <summary>A pause on a loop, for work that is done now and then.</summary>
sealed class LoopDelay(EventLoop loop) : TimerEntry
{
    TaskCompletionSource? waiting;

    public Task WaitAsync(TimeSpan time)
    {
        waiting = new TaskCompletionSource();
        loop.Timers.Set(this, time);
        return waiting.Task;
    }

    /// <summary>Ends a pause now.</summary>
    public void Cancel()
    {
        loop.Timers.Cancel(this);
        waiting?.TrySetResult();
    }

    protected override void OnDue() => waiting?.TrySetResult();
}
