namespace Mesh.Protocols.Tests;

static class Allocations
{
    const int Rounds = 500;

    /// <summary>Asserts that the action says true and allocates nothing.</summary>
    public static void AssertNone(Func<bool> action)
    {
        Assert.True(action());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var passed = true;
        for (var i = 0; i < Rounds; i++)
        {
            passed &= action();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(passed);
    }
}
