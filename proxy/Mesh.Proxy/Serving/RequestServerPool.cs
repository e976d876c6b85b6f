namespace Mesh.Proxy.Serving;

/// <summary>A worker's <see cref="RequestServer"/>s that are not in use, 10 KB each. As many are kept as there were exchanges at once, up to a bound.</summary>
sealed class RequestServerPool(Worker worker)
{
    const int Capacity = 512;

    readonly Stack<RequestServer> free = new();

    public RequestServer Rent() => free.TryPop(out var server) ? server : new RequestServer(worker);

    public void Return(RequestServer server)
    {
        if (free.Count < Capacity)
        {
            free.Push(server);
        }
    }
}
