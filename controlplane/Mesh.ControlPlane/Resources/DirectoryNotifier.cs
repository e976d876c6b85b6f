namespace Mesh.ControlPlane.Resources;

/// <summary>File-change notifications for a tree that may not exist yet, may vanish, and may exhaust inotify watches.</summary>
/// <param name="root">The directory.</param>
/// <param name="changed">Called on any thread, for any change.</param>
/// <param name="includeSubdirectories">False: only what lies in the directory itself.</param>
sealed class DirectoryNotifier(string root, Action changed, bool includeSubdirectories = true) : IDisposable
{
    readonly Lock gate = new();
    FileSystemWatcher? watcher;
    bool disposed;

    /// <summary>Starts watching if it does not yet. Failing is no error: the periodic rescan stands in.</summary>
    public void EnsureWatching()
    {
        lock (gate)
        {
            if (watcher is null && !disposed && Directory.Exists(root))
            {
                watcher = TryWatch();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            watcher?.Dispose();
            watcher = null;
        }
    }

    FileSystemWatcher? TryWatch()
    {
        FileSystemWatcher? started = null;
        try
        {
            started = new FileSystemWatcher(root) { IncludeSubdirectories = includeSubdirectories };
            started.Changed += (_, _) => changed();
            started.Created += (_, _) => changed();
            started.Deleted += (_, _) => changed();
            started.Renamed += (_, _) => changed();
            started.Error += (_, _) => Restart();
            started.EnableRaisingEvents = true;
            return started;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            started?.Dispose();
            return null;
        }
    }

    /// <summary>The queue overflowed or the directory went: the next rescan starts anew.</summary>
    void Restart()
    {
        lock (gate)
        {
            watcher?.Dispose();
            watcher = null;
        }

        changed();
    }
}
