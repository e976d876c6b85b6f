using Mesh.Contract;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Transport;

namespace Mesh.Proxy.Config;

/// <summary>
/// Keeps the proxy configured from a file (--config): read at the start, again when it changes (looked at once a second) and on SIGHUP. A file that cannot be
/// used changes nothing and is tried again.
/// </summary>
sealed class FileConfigSource(string path, ConfigApplier applier, EventLoop loop) : TimerEntry
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    FileStamp stamp;
    bool isGood;
    bool isStopped;

    /// <summary>What tells one content from another without reading it.</summary>
    readonly record struct FileStamp(DateTime Modified, long Length);

    /// <summary>Reads the file, and from then on watches it. Before the loop runs, or on the loop.</summary>
    /// <returns>False if it cannot be used; it is still watched.</returns>
    public bool Start()
    {
        applier.Report(status => status with { Source = path });
        Reload();
        loop.Schedule(static source => ((FileConfigSource)source!).Watch(), this);
        return isGood;
    }

    /// <summary>Reads the file now. On the loop.</summary>
    public void Reload()
    {
        stamp = StampOf(path);
        var reading = SnapshotFile.Read(path);
        isGood = reading.IsGood;
        if (!reading.IsGood)
        {
            applier.ReportError($"configuration is not changed: {reading.Error}");
            return;
        }

        applier.Apply(ResourceSet.Of(reading.Content));
        applier.Report(status => status with { LastError = "" });
        Log.Write(LogArea.Config, LogLevel.Info, $"generation {reading.Content.Generation} read from {path}");
    }

    /// <summary>Watches no more. On the loop.</summary>
    public void Stop()
    {
        isStopped = true;
        loop.Timers.Cancel(this);
    }

    // A file that was bad may be half-written, and be whole with the same stamp a moment later.
    protected override void OnDue()
    {
        if (!isGood || StampOf(path) != stamp)
            Reload();
        Watch();
    }

    void Watch()
    {
        if (!isStopped)
            loop.Timers.Set(this, Interval);
    }

    static FileStamp StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(file.LastWriteTimeUtc, file.Length) : default;
    }
}
