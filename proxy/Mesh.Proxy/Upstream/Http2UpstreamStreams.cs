namespace Mesh.Proxy.Upstream;

/// <summary>A worker's <see cref="Http2UpstreamStream"/>s that are not in use. As many are kept as there were at once, up to a bound.</summary>
sealed class Http2UpstreamStreams(Worker worker)
{
    const int Capacity = 512;

    readonly Stack<Http2UpstreamStream> free = new();

    public Http2UpstreamStream Rent()
    {
        var stream = free.TryPop(out var kept) ? kept : new Http2UpstreamStream(worker);
        stream.Begin();
        return stream;
    }

    public void Return(Http2UpstreamStream stream)
    {
        if (free.Count < Capacity)
        {
            free.Push(stream);
        }
    }
}
