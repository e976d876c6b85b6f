using Mesh.Proxy.Hosting;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Hosting;

/// <summary>A bug in a callback costs what it happened on, not the process.</summary>
[Collection("the process's log")]
public sealed class FaultReportTests
{
    [Theory]
    [InlineData(nameof(TransportKind.Epoll))]
    [InlineData(nameof(TransportKind.Sockets))]
    public async Task A_loop_goes_on_after_a_timer_and_scheduled_work_threw(string transport)
    {
        var faults = new FaultReport();
        var loop = ProxyHost.MakeLoop(Enum.Parse<TransportKind>(transport), 0, faults);
        var after = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Schedule(_ =>
        {
            loop.Timers.Set(new Callback(() => throw new InvalidOperationException("timer")), TimeSpan.FromMilliseconds(1));
            loop.Timers.Set(new Callback(after.SetResult), TimeSpan.FromMilliseconds(20));
        }, null);
        loop.Schedule(_ => throw new InvalidOperationException("work"), null);
        loop.Start();
        await after.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(2, faults.Total);
        await loop.DisposeAsync();
    }

    [Fact]
    public void A_connections_bug_is_counted_too()
    {
        var faults = new FaultReport();
        Assert.True(faults.OnConnection(new InvalidOperationException("one")));
        Assert.Equal(1, faults.Total);
    }

    sealed class Callback(Action action) : TimerEntry
    {
        protected override void OnDue() => action();
    }
}
