namespace Mesh.Proxy.Serving;

/// <summary>A worker's <see cref="Http2ServerStream"/>s that are not in use. As many are kept as there were at once, up to a bound.</summary>
sealed class Http2ServerStreams(Worker worker)
{
    const int Capacity = 512;

    readonly Stack<Http2ServerStream> free = new();

    public Http2ServerStream Rent() => free.TryPop(out var stream) ? stream : new Http2ServerStream(worker);

    public void Return(Http2ServerStream stream)
    {
        if (free.Count < Capacity)
        {
            free.Push(stream);
        }
    }
}
