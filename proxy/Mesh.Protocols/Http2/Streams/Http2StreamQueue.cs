namespace Mesh.Protocols.Http2.Streams;

/// <summary>
/// First in, first out, with removal from the middle. A stream is in one queue at most: it waits for its turn to send, or it is closed.
/// </summary>
sealed class Http2StreamQueue
{
    Http2Stream? first;
    Http2Stream? last;

    public bool IsEmpty => first is null;

    public void Enqueue(Http2Stream stream)
    {
        stream.IsQueued = true;
        stream.QueuedBefore = last;
        stream.QueuedAfter = null;
        if (last is null)
        {
            first = stream;
        }
        else
        {
            last.QueuedAfter = stream;
        }

        last = stream;
    }

    public Http2Stream? Dequeue()
    {
        var stream = first;
        if (stream is not null)
        {
            Remove(stream);
        }

        return stream;
    }

    public void Remove(Http2Stream stream)
    {
        if (stream.QueuedBefore is null)
        {
            first = stream.QueuedAfter;
        }
        else
        {
            stream.QueuedBefore.QueuedAfter = stream.QueuedAfter;
        }

        if (stream.QueuedAfter is null)
        {
            last = stream.QueuedBefore;
        }
        else
        {
            stream.QueuedAfter.QueuedBefore = stream.QueuedBefore;
        }

        stream.QueuedBefore = stream.QueuedAfter = null;
        stream.IsQueued = false;
    }
}
