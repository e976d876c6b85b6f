using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Testing.InMemory;
using Xunit;

namespace Mesh.Proxy.Tests.Config;

[Collection("the process's log")]
public sealed class StateFileTests : IDisposable
{
    readonly string directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    readonly InMemoryLoop loop = new InMemoryNetwork().CreateLoop();
    int writes;

    [Fact]
    public void What_could_not_be_written_is_written_when_the_disk_is_back()
    {
        File.WriteAllText(directory, "in the way");
        var state = new StateFile(directory, new Node { Id = "n" }, loop, Write);
        state.Save(ResourceSet.Of(1, []));
        state.Save(ResourceSet.Of(2, []));
        loop.Advance(TimeSpan.FromMinutes(20));
        Assert.InRange(writes, 5, 20);
        Assert.False(state.Load().IsGood);

        File.Delete(directory);
        loop.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(2UL, state.Load().Content!.Generation);
        var before = writes;
        loop.Advance(TimeSpan.FromHours(1));
        Assert.Equal(before, writes);
    }

    public void Dispose()
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
        else
        {
            File.Delete(directory);
        }
    }

    void Write(Action action)
    {
        writes++;
        action();
    }
}
