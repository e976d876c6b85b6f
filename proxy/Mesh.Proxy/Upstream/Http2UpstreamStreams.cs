namespace Mesh.Proxy.Upstream;

/// <summary>A worker's <see cref="Http2UpstreamStream"/>s that are not in use. As many are kept as there were at once, up to a bound.</summary>
sealed class Http2UpstreamStreams(Worker worker)
{
    const int Capacity = 512;

    readonly Stack<Http2UpstreamStream> free = new();

    /// <summary>In use: what is not given back in the end was leaked.</summary>
    public int Rented { get; private set; }

    public Http2UpstreamStream Rent()
    {
        Rented++;
        var stream = free.TryPop(out var kept) ? kept : new Http2UpstreamStream(worker);
        stream.Begin();
        return stream;
    }

    public void Return(Http2UpstreamStream stream)
    {
        Rented--;
        if (free.Count < Capacity)
        {
            free.Push(stream);
        }
    }
}
