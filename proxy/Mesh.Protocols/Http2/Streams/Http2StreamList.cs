namespace Mesh.Protocols.Http2.Streams;

/// <summary>Streams in the order they were opened, which is that of their identifiers. Linked through the streams: no allocation.</summary>
sealed class Http2StreamList
{
    public Http2Stream? Oldest { get; private set; }

    public Http2Stream? Newest { get; private set; }

    public void Add(Http2Stream stream)
    {
        stream.Older = Newest;
        stream.Newer = null;
        if (Newest is null)
        {
            Oldest = stream;
        }
        else
        {
            Newest.Newer = stream;
        }

        Newest = stream;
    }

    public void Remove(Http2Stream stream)
    {
        if (stream.Older is null)
        {
            Oldest = stream.Newer;
        }
        else
        {
            stream.Older.Newer = stream.Newer;
        }

        if (stream.Newer is null)
        {
            Newest = stream.Older;
        }
        else
        {
            stream.Newer.Older = stream.Older;
        }

        stream.Older = stream.Newer = null;
    }
}
