using System.Threading.Channels;
using Mesh.ControlPlane.Resources;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources;

/// <summary>Over a real directory with real notifications, under a deadline; no test waits for time to pass.</summary>
public sealed class ConfigWatcherTests : IAsyncDisposable
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    readonly TemporaryDirectory directory = new();
    readonly Channel<ResourceSet> published = Channel.CreateUnbounded<ResourceSet>();
    readonly List<ConfigWatcher> watchers = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var watcher in watchers)
        {
            await watcher.DisposeAsync();
        }

        directory.Dispose();
    }

    [Fact]
    public async Task A_new_file_is_published_off_the_callers_thread()
    {
        var publisher = 0;
        using var done = new ManualResetEventSlim();
        var watcher = Watch(set =>
        {
            publisher = Environment.CurrentManagedThreadId;
            published.Writer.TryWrite(set);
        });

        // The caller lives until the end, so that its id cannot be handed to another thread.
        var caller = new Thread(() =>
        {
            watcher.Start();
            directory.Write("a.yaml", Namespace("one"));
            done.Wait(Deadline);
        });
        caller.Start();
        Assert.Equal(["one"], await Until(set => set.All.Count == 1));
        Assert.NotEqual(0, publisher);
        Assert.NotEqual(caller.ManagedThreadId, publisher);
        done.Set();
        Assert.True(caller.Join(Deadline));
    }

    [Fact]
    public async Task Endpoints_are_read_long_before_config_has_come_to_rest()
    {
        var previews = Channel.CreateUnbounded<ResourceSet>();
        var watcher = new ConfigWatcher(
            new ConfigDirectory(directory.Path), set => published.Writer.TryWrite(set),
            new ConfigWatcherOptions { Debounce = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1), Rescan = TimeSpan.FromHours(1) },
            preview: set => previews.Writer.TryWrite(set));
        watchers.Add(watcher);
        watcher.Start();
        directory.Write("a.yaml", Namespace("one"));
        using var deadline = new CancellationTokenSource(Deadline);
        Assert.Equal("one", Assert.Single((await previews.Reader.ReadAsync(deadline.Token)).All).Meta.Name);
        Assert.False(published.Reader.TryRead(out _));
        watcher.Rescan();
        Assert.Equal(["one"], await Until(set => set.All.Count == 1));
    }

    [Fact]
    public async Task An_atomic_rename_is_seen()
    {
        directory.Write("a.yaml", Namespace("one"));
        Assert.Single(Watch().Start().All);
        directory.Write("a.yaml.tmp", Namespace("two"));
        File.Move(directory.File("a.yaml.tmp"), directory.File("a.yaml"), overwrite: true);
        Assert.Equal(["two"], await Until(set => set.Namespaces.Any(found => found.Meta.Name == "two")));
    }

    [Fact]
    public async Task A_config_map_swap_is_seen()
    {
        directory.Write("..v1/a.yaml", Namespace("one"));
        Directory.CreateSymbolicLink(directory.File("..data"), "..v1");
        File.CreateSymbolicLink(directory.File("a.yaml"), "..data/a.yaml");
        Assert.Equal("one", Assert.Single(Watch().Start().All).Meta.Name);
        directory.Write("..v2/a.yaml", Namespace("two"));
        Directory.CreateSymbolicLink(directory.File("..data_tmp"), "..v2");
        Rename("..data_tmp", "..data");
        Assert.Equal(["two"], await Until(set => set.Namespaces.Any(found => found.Meta.Name == "two")));
    }

    [Fact]
    public async Task New_directories_are_followed()
    {
        Watch().Start();
        directory.Write("x/y/a.yaml", Namespace("one"));
        await Until(set => set.All.Count == 1);
        directory.Write("x/y/b.yaml", Namespace("two"));
        Assert.Equal(["one", "two"], await Until(set => set.All.Count == 2));
    }

    [Fact]
    public async Task A_directory_that_comes_late_is_found_by_the_rescan()
    {
        var late = new ConfigDirectory(directory.File("late"));
        var watcher = new ConfigWatcher(late, set => published.Writer.TryWrite(set), new ConfigWatcherOptions { Rescan = TimeSpan.FromMilliseconds(50) });
        watchers.Add(watcher);
        Assert.Empty(watcher.Start().All);
        directory.Write("late/a.yaml", Namespace("one"));
        Assert.Equal(["one"], await Until(set => set.All.Count == 1));
    }

    [Fact]
    public async Task An_edit_of_the_mesh_config_beside_the_tree_does_not_wait_for_the_rescan()
    {
        directory.Write("tree/a.yaml", Namespace("one"));
        directory.Write("mesh.yaml", "accessLogFile: /dev/stdout");
        var beside = new ConfigDirectory(directory.File("tree"), directory.File("mesh.yaml"));
        var watcher = new ConfigWatcher(beside, set => published.Writer.TryWrite(set), new ConfigWatcherOptions { Rescan = TimeSpan.FromHours(1) });
        watchers.Add(watcher);
        Assert.Equal("/dev/stdout", watcher.Start().Mesh.AccessLogFile);
        directory.Write("mesh.yaml", "accessLogFile: /var/log/mesh");
        await Until(set => set.Mesh.AccessLogFile == "/var/log/mesh");
    }

    [Fact]
    public async Task A_directory_that_goes_away_takes_nothing_with_it()
    {
        directory.Write("config/a.yaml", Namespace("one"));
        var watcher = new ConfigWatcher(
            new ConfigDirectory(directory.File("config")), set => published.Writer.TryWrite(set),
            new ConfigWatcherOptions { Rescan = TimeSpan.FromMilliseconds(50) });
        watchers.Add(watcher);
        watcher.Start();
        Directory.Move(directory.File("config"), directory.File("elsewhere"));
        Assert.Equal(["one"], await Until(set => set.Diagnostics.Any(finding => finding.Message.StartsWith("directory cannot be read", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_burst_of_changes_becomes_few_sets()
    {
        Watch().Start();
        for (var i = 0; i < 50; i++)
        {
            directory.Write($"{i}.yaml", Namespace($"n{i}"));
        }

        await Until(set => set.All.Count == 50);
        Assert.True(generation <= 10, $"{generation} generations");
    }

    [Fact]
    public async Task A_failing_publication_ends_the_watcher_visibly()
    {
        var watcher = Watch(_ => throw new InvalidOperationException("publish"));
        watcher.Start();
        directory.Write("a.yaml", Namespace("one"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => watcher.Completion.WaitAsync(Deadline, TestContext.Current.CancellationToken));
        Assert.Equal("publish", error.Message);
    }

    long generation;

    ConfigWatcher Watch(Action<ResourceSet>? publish = null)
    {
        var watcher = new ConfigWatcher(new ConfigDirectory(directory.Path), publish ?? (set => published.Writer.TryWrite(set)));
        watchers.Add(watcher);
        return watcher;
    }

    async Task<IEnumerable<string>> Until(Func<ResourceSet, bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await foreach (var set in published.Reader.ReadAllAsync(deadline.Token))
        {
            generation = set.Generation;
            if (condition(set))
            {
                return set.All.Select(resource => resource.Meta.Name).Order(StringComparer.Ordinal);
            }
        }

        throw new InvalidOperationException("the watcher ended");
    }

    void Rename(string from, string to)
    {
        using var move = System.Diagnostics.Process.Start("mv", ["-T", directory.File(from), directory.File(to)])!;
        move.WaitForExit();
        Assert.Equal(0, move.ExitCode);
    }

    static string Namespace(string name) => $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}\n";
}
