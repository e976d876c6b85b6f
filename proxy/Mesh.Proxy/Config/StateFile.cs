using Mesh.Contract;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Transport;

namespace Mesh.Proxy.Config;

/// <summary>
/// The last good snapshot on disk. Written in the background, one at a time, the newest last: what came while one was being written replaces what waited.
/// </summary>
/// <param name="directory">Made if it is not there.</param>
/// <param name="node">Whose snapshot it is: another's is not used.</param>
/// <param name="loop">Where all members are called.</param>
/// <param name="background">Runs what may block.</param>
sealed class StateFile(string directory, Node node, EventLoop loop, Action<Action> background)
{
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
        if (!isWriting)
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return e.Message;
        }
    }

    void OnWritten(ResourceSet set, string? error)
    {
        isWriting = false;
        written = set;
        if (error is not null)
            Log.Write(LogArea.Config, LogLevel.Warning, $"generation {set.Generation} is not kept for the next start: {error}");
        WriteNext();
    }
}
