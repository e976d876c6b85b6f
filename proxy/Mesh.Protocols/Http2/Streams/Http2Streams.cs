namespace Mesh.Protocols.Http2.Streams;

/// <summary>
/// The streams of a connection: which are active, which closed ones still have bytes to be read (they linger), which are to be told closed,
/// and what identifiers mean.
/// </summary>
sealed class Http2Streams(Http2Role role, int firstId = 1)
{
    /// <summary>Until a server says more or less (RFC 9113 section 6.5.2 has no limit then, and advises servers against less).</summary>
    public const uint ClientLimitBeforeSettings = 100;

    readonly Http2StreamTable table = new();
    readonly Http2StreamList list = new();
    readonly Http2StreamQueue closed = new();
    readonly Http2ClosedStreams endings = new();
    int nextId = firstId;

    /// <summary>Open or half-closed.</summary>
    public int Active => table.Count;

    /// <summary>Closed, with bytes that the owner has not consumed.</summary>
    public int Lingering { get; private set; }

    public Http2Stream? Oldest => list.Oldest;

    public Http2Stream? Newest => list.Newest;

    /// <summary>Server: the highest identifier that the client used.</summary>
    public int HighestPeerId { get; private set; }

    public bool HasIdsLeft => nextId > 0;

    public Http2Stream? Find(int id) => table.Find(id);

    /// <summary>Nothing was ever sent on it. Even identifiers are the server's, which never push.</summary>
    public bool IsIdle(int id) => (id & 1) == 0 || (role == Http2Role.Server ? id > HighestPeerId : nextId > 0 && id >= nextId);

    public Http2Ending EndingOf(int id) => endings.EndingOf(id);

    /// <summary>Server: the client used this identifier; all lower idle ones are closed with it (section 5.1.1).</summary>
    public void Reach(int id) => HighestPeerId = id;

    /// <summary>Client: the next identifier. Not positive any more when they are used up.</summary>
    public int TakeId()
    {
        var id = nextId;
        nextId = unchecked(nextId + 2);
        return id;
    }

    public void Add(Http2Stream stream)
    {
        table.Add(stream);
        list.Add(stream);
    }

    public void Close(Http2Stream stream, Http2Ending ending)
    {
        table.Remove(stream.Id);
        list.Remove(stream);
        endings.Add(stream.Id, ending);
        stream.State = Http2StreamState.Closed;
        if (stream.Unconsumed > 0)
        {
            Lingering++;
        }
        else
        {
            closed.Enqueue(stream);
        }
    }

    /// <summary>A stream that never became one of ours was refused.</summary>
    public void Refuse(int id, Http2Ending ending) => endings.Add(id, ending);

    /// <summary>The last byte of a closed stream was consumed.</summary>
    public void EndLinger(Http2Stream stream)
    {
        Lingering--;
        closed.Enqueue(stream);
    }

    public Http2Stream? NextClosed() => closed.Dequeue();
}
