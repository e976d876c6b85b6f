using System.Threading.Channels;
using Mesh.ControlPlane.Resources.LastGood;

namespace Mesh.ControlPlane.Resources;

/// <summary>Follows a config directory and publishes a new <see cref="ResourceSet"/> whenever it differs from the last.</summary>
/// <remarks>
/// Reads happen one at a time on a background task, never on the thread of a caller or of a notification. Changes that come while
/// one runs are folded into the next: the queue holds a single "read again".
/// </remarks>
public sealed class ConfigWatcher : IAsyncDisposable
{
    readonly ConfigDirectory directory;
    readonly ResourceStore store;
    readonly LastGoodSaver? saver;
    readonly Action<ResourceSet> publish;
    readonly ConfigWatcherOptions options;
    readonly TimeProvider time;
    readonly DirectoryNotifier[] notifiers;
    readonly Action<ResourceSet>? preview;
    readonly QuietTimer debounce;
    readonly QuietTimer endpointDebounce;
    readonly ITimer rescan;
    readonly Channel<bool> requests = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    ConfigScan? lastScan;
    ResourceSet last = ResourceSet.Empty;
    bool wantsAll;

    /// <param name="directory">What to follow; need not exist yet.</param>
    /// <param name="publish">Gets every new set, in order, on the background task. When it throws, <see cref="Completion"/> fails.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="time">Clock of the delays.</param>
    /// <param name="preview">
    /// Gets what is there soon after a change, before it has come to rest, on the same task: for those whose endpoints cannot wait. Files may
    /// be half written, and nothing is remembered of them. Null: nobody asks.
    /// </param>
    /// <param name="state">Keeps last good versions for the next run; null: they go with this one.</param>
    internal ConfigWatcher(
        ConfigDirectory directory, Action<ResourceSet> publish, ConfigWatcherOptions? options = null, TimeProvider? time = null,
        Action<ResourceSet>? preview = null, LastGoodState? state = null)
    {
        this.directory = directory;
        store = state is null ? new ResourceStore() : new ResourceStore(state.Recall());
        this.publish = publish;
        this.preview = preview;
        this.options = options ?? new ConfigWatcherOptions();
        this.time = time ?? TimeProvider.System;
        saver = state is null ? null : new LastGoodSaver(state, this.time);
        notifiers = directory.MeshConfigDirectory is { } beside
            ? [new DirectoryNotifier(directory.Root, OnChanged), new DirectoryNotifier(beside, OnChanged, includeSubdirectories: false)]
            : [new DirectoryNotifier(directory.Root, OnChanged)];
        debounce = new QuietTimer(this.time, this.options.Debounce, this.options.MaxDelay, Rescan);
        endpointDebounce = new QuietTimer(
            this.time, this.options.EndpointDebounce, this.options.EndpointMaxDelay, () => requests.Writer.TryWrite(true));
        rescan = this.time.CreateTimer(_ => Rescan(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Completion = Task.CompletedTask;
    }

    /// <summary>Ends when the watcher is disposed; fails when a publication did.</summary>
    public Task Completion { get; private set; }

    /// <summary>Reads the directory once, on the caller's thread, without publishing; then follows it.</summary>
    /// <returns>The first set.</returns>
    public ResourceSet Start()
    {
        // Watch before reading: a change in between is then read twice rather than not at all.
        EnsureWatching();
        Read();
        Completion = Task.Run(FollowAsync);
        rescan.Change(options.Rescan, options.Rescan);
        return last;
    }

    /// <summary>Reads the directory as soon as possible, whether anything is known to have changed or not. Never blocks.</summary>
    public void Rescan()
    {
        Volatile.Write(ref wantsAll, true);
        requests.Writer.TryWrite(true);
    }

    public async ValueTask DisposeAsync()
    {
        Array.ForEach(notifiers, notifier => notifier.Dispose());
        await debounce.DisposeAsync().ConfigureAwait(false);
        await endpointDebounce.DisposeAsync().ConfigureAwait(false);
        await rescan.DisposeAsync().ConfigureAwait(false);
        requests.Writer.TryComplete();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (saver is not null)
        {
            await saver.DisposeAsync().ConfigureAwait(false);
        }
    }

    async Task FollowAsync()
    {
        Save();
        await foreach (var _ in requests.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            EnsureWatching();
            if (!Interlocked.Exchange(ref wantsAll, false))
            {
                ReadEndpoints();
            }
            else if (Read())
            {
                publish(last);
                Save();
            }
        }
    }

    void Save()
    {
        if (store.IsLoaded)
        {
            saver?.Post(store.LastGood);
        }
    }

    void ReadEndpoints()
    {
        lastScan = directory.Scan(lastScan);
        if (store.Preview(lastScan) is { } next)
        {
            preview?.Invoke(next);
        }
    }

    void EnsureWatching() => Array.ForEach(notifiers, notifier => notifier.EnsureWatching());

    bool Read()
    {
        lastScan = directory.Scan(lastScan);
        var next = store.Apply(lastScan);
        var changed = !ReferenceEquals(next, last);
        last = next;
        return changed;
    }

    void OnChanged()
    {
        debounce.Changed();
        if (preview is not null)
        {
            endpointDebounce.Changed();
        }
    }
}
