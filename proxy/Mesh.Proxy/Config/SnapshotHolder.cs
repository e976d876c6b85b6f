namespace Mesh.Proxy.Config;

/// <summary>The one place where the current snapshot is published.</summary>
sealed class SnapshotHolder
{
    volatile Snapshot current = Snapshot.Empty;

    public Snapshot Current => current;

    /// <summary>Told on the publishing thread after each change, with the snapshot before and after.</summary>
    public event Action<Snapshot, Snapshot>? Changed;

    public void Publish(Snapshot snapshot)
    {
        var before = current;
        current = snapshot;
        Changed?.Invoke(before, snapshot);
    }
}
