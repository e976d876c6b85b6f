namespace Mesh.Proxy.Serving;

/// <summary>A worker's <see cref="Http2ServerStream"/>s that are not in use. As many are kept as there were at once, up to a bound.</summary>
sealed class Http2ServerStreams(Worker worker)
{
    const int Capacity = 512;

    readonly Stack<Http2ServerStream> free = new();

    /// <summary>In use: what is not given back in the end was leaked.</summary>
    public int Rented { get; private set; }

    public Http2ServerStream Rent()
    {
        Rented++;
        return free.TryPop(out var stream) ? stream : new Http2ServerStream(worker);
    }

    public void Return(Http2ServerStream stream)
    {
        Rented--;
        if (free.Count < Capacity)
        {
            free.Push(stream);
        }
    }
}
