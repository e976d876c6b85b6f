using Mesh.Contract;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Transport;

namespace Mesh.Proxy.Config;

/// <summary>
/// The last good snapshot on disk. Written in the background, one at a time, the newest last: what came while one was being written replaces what waited.
/// A disk that is full or away is tried again, less and less often.
/// </summary>
/// <param name="directory">Made if it is not there.</param>
/// <param name="node">Whose snapshot it is: another's is not used.</param>
/// <param name="loop">Where all members are called.</param>
/// <param name="background">Runs what may block.</param>
sealed class StateFile(string directory, Node node, EventLoop loop, Action<Action> background)
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    Backoff backoff = new(FirstRetry, LongestRetry);
    FastRandom random = new((ulong)loop.Timers.Time.GetTimestamp());
    RetryTimer? retry;
    ResourceSet? waiting;
    ResourceSet? written;
    bool isWriting;

    public string Path { get; } = System.IO.Path.Combine(directory, "snapshot.bin");

    public SnapshotReading Load()
    {
        var reading = SnapshotFile.Read(Path);
        return reading is { IsGood: true, Content.Node: { } owner } && owner.Id != node.Id
            ? new SnapshotReading(SnapshotFileStatus.NotASnapshot, null, $"{Path} is of node {owner.Id}, this is {node.Id}")
            : reading;
    }

    public void Save(ResourceSet set)
    {
        waiting = set;
        if (!isWriting && retry is not { IsSet: true })
            WriteNext();
    }

    void WriteNext()
    {
        if (waiting is not { } set || ReferenceEquals(set, written))
            return;
        waiting = null;
        isWriting = true;
        background(() => Write(set));
    }

    void Write(ResourceSet set)
    {
        var error = TryWrite(set);
        loop.Schedule(_ => OnWritten(set, error), null);
    }

    string? TryWrite(ResourceSet set)
    {
        try
        {
            Directory.CreateDirectory(directory);
            SnapshotFile.Write(Path, set.ToSnapshot(node));
            return null;
        }
        catch (Exception e)
        {
            // Whatever it is: nobody catches it on a background thread, and a file for the next start is not worth this one.
            return e.Message;
        }
    }

    void OnWritten(ResourceSet set, string? error)
    {
        isWriting = false;
        if (error is null)
        {
            written = set;
            backoff.Reset();
            WriteNext();
            return;
        }

        waiting ??= set;
        var wait = backoff.Next(ref random);
        Log.Write(
            LogArea.Config, LogLevel.Warning, $"generation {set.Generation} is not kept for the next start: {error}; tried again in {wait.TotalSeconds:0.#} s");
        loop.Timers.Set(retry ??= new RetryTimer(this), wait);
    }

    sealed class RetryTimer(StateFile file) : TimerEntry
    {
        protected override void OnDue() => file.WriteNext();
    }
}
