using System.Runtime.CompilerServices;
using Xunit;

namespace Mesh.Transport.Tests;

public sealed class LoopMethodTests
{
    [Fact]
    public void A_second_await_throws_and_leaves_the_box_to_the_call_that_has_it_now()
    {
        var first = new TaskCompletionSource();
        ValueTask<int> stale = AfterAsync(first.Task, 1);
        first.SetResult();
        Assert.Equal(1, Take(stale));

        var second = new TaskCompletionSource();
        ValueTask<int> current = AfterAsync(second.Task, 2);
        Assert.Throws<InvalidOperationException>(() => Take(stale));

        // Had the stale await given the box back, this call would have got the one that is still suspended.
        var third = new TaskCompletionSource();
        ValueTask<int> other = AfterAsync(third.Task, 3);
        second.SetResult();
        third.SetResult();
        Assert.Equal(2, Take(current));
        Assert.Equal(3, Take(other));
    }

    [Fact]
    public void A_result_that_is_not_there_yet_cannot_be_taken()
    {
        var end = new TaskCompletionSource();
        ValueTask<int> pending = AfterAsync(end.Task, 1);
        Assert.Throws<InvalidOperationException>(() => Take(pending));
        end.SetResult();
        Assert.Equal(1, Take(pending));
    }

    /// <summary>What an await does once it has been told that the task is complete, without asking again.</summary>
    private static int Take(ValueTask<int> task) => task.GetAwaiter().GetResult();

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private static async ValueTask<int> AfterAsync(Task task, int result)
    {
        await task.ConfigureAwait(false);
        return result;
    }
}
