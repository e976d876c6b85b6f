using Mesh.ControlPlane.Resources;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Where config waits to be compiled, so that who reads files goes on reading: endpoints come meanwhile. Holds the newest set alone.</summary>
sealed class ConfigLane : IAsyncDisposable
{
    readonly MeshPublisher publisher;
    readonly AsyncSignal signal = new();
    readonly Task worker;
    ResourceSet? newest;

    public ConfigLane(MeshPublisher publisher)
    {
        this.publisher = publisher;
        worker = Task.Run(WorkAsync);
    }

    /// <summary>Publishes the endpoints of a set, and the rest of it when it is its turn, unless a newer one comes first.</summary>
    public void Post(ResourceSet set)
    {
        publisher.PublishEndpoints(set);
        Volatile.Write(ref newest, set);
        signal.Set();
    }

    public async ValueTask DisposeAsync()
    {
        signal.Close();
        await worker;
    }

    async Task WorkAsync()
    {
        while (await signal.WaitAsync())
            if (Interlocked.Exchange(ref newest, null) is { } set)
                publisher.Publish(set);
    }
}
