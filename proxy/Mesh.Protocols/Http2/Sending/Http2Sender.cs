using System.Buffers;
using Mesh.Protocols.Http2.Abuse;
using Mesh.Protocols.Http2.FlowControl;
using Mesh.Protocols.Http2.Frames;
using Mesh.Protocols.Http2.Streams;

namespace Mesh.Protocols.Http2.Sending;

/// <summary>
/// Sends heads and DATA within the peer's windows. Streams that could send but for the connection's window, the output or their quantum
/// wait in one queue and are served in turn; one whose own window is used up waits for that alone, in nobody's way.
/// </summary>
sealed class Http2Sender(Http2Session session)
{
    readonly Http2BlockWriter block = new(session.Frames, session.Encoder);
    readonly Http2StreamQueue waiting = new();
    Http2SendWindow connection = new(Http2SendWindow.Default);
    Http2Stream? turn;
    bool isPumping;

    public int ConnectionWindow => connection.Available;

    // ---- heads

    public Http2FieldWriter BeginRequest(Http2Stream stream)
    {
        if (session.Role != Http2Role.Client)
        {
            throw new InvalidOperationException("a server opens no streams");
        }

        if (!session.CanOpenStream)
        {
            return default;
        }

        session.Life.Open(stream, session.Streams.TakeId());
        return block.Begin(stream);
    }

    public Http2FieldWriter BeginHead(Http2Stream stream) => CanSendOn(stream) ? block.Begin(stream) : default;

    public void EndHead(ref Http2FieldWriter fields, bool endStream)
    {
        if (fields.Stream is not { } stream)
        {
            return;
        }

        block.End(fields.Place, stream.Id, endStream);
        fields = default;
        if (endStream)
        {
            session.Life.EndLocal(stream);
        }
    }

    // ---- data

    public long Send(Http2Stream stream, in ReadOnlySequence<byte> data, bool endStream)
    {
        var allowed = Allow(stream, data.Length, endStream);
        for (var rest = data.Slice(0, allowed); rest.Length > 0;)
        {
            var length = (int)Math.Min(rest.Length, Http2FrameHeader.DefaultMaxLength);
            var isLast = rest.Length == length && allowed == data.Length;
            session.Frames.WriteData(stream.Id, rest.Slice(0, length), endStream && isLast);
            rest = rest.Slice(length);
            session.Guard.DataSent(length);
        }

        return Finish(stream, allowed, data.Length, endStream);
    }

    public int Send(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        var allowed = Allow(stream, data.Length, endStream);
        for (var rest = data[..allowed]; rest.Length > 0;)
        {
            var frame = rest[..Math.Min(rest.Length, Http2FrameHeader.DefaultMaxLength)];
            var isLast = rest.Length == frame.Length && allowed == data.Length;
            session.Frames.WriteData(stream.Id, frame, endStream && isLast);
            rest = rest[frame.Length..];
            session.Guard.DataSent(frame.Length);
        }

        return Finish(stream, allowed, data.Length, endStream);
    }

    public void Pump()
    {
        if (isPumping)
        {
            return;
        }

        isPumping = true;
        while (!session.IsEnded && connection.Available > 0 && session.OutputBudget > 0 && waiting.Dequeue() is { } stream)
        {
            turn = stream;
            session.OnWindow(stream);
            turn = null;
            session.Life.Settle();
        }

        isPumping = false;
    }

    /// <summary>The stream is closed.</summary>
    public void Forget(Http2Stream stream)
    {
        if (stream.IsQueued)
        {
            waiting.Remove(stream);
        }
    }

    // ---- the peer's windows

    /// <summary>WINDOW_UPDATE of the connection. False: beyond 2^31-1. Pump serves who waits.</summary>
    public bool TryWidenConnection(int increment) => connection.TryAdd(increment);

    /// <summary>WINDOW_UPDATE of a stream, or a new initial size. False: beyond 2^31-1.</summary>
    public bool TryWiden(Http2Stream stream, int by)
    {
        if (!stream.SendCredit.TryAdd(by))
        {
            return false;
        }

        if (stream.AwaitsStreamWindow && stream.SendWindow > 0)
        {
            stream.AwaitsStreamWindow = false;
            Wait(stream);
        }

        return true;
    }

    bool CanSendOn(Http2Stream stream) =>
        !session.IsEnded && stream.State is Http2StreamState.Open or Http2StreamState.HalfClosedRemote && stream.Id != 0;

    /// <summary>How much may go now.</summary>
    int Allow(Http2Stream stream, long wanted, bool endStream)
    {
        if (!CanSendOn(stream))
        {
            return 0;
        }

        if (wanted == 0)
        {
            SendEmptyEnd(stream, endStream);
            return 0;
        }

        if (turn != stream && !waiting.IsEmpty)
        {
            return 0;
        }

        var window = Math.Min(stream.SendWindow, connection.Available);
        return (int)Math.Max(0, Math.Min(Math.Min(wanted, window), Math.Min(session.Options.SendQuantum, session.OutputBudget)));
    }

    void SendEmptyEnd(Http2Stream stream, bool endStream)
    {
        if (endStream)
        {
            session.Frames.WriteData(stream.Id, [], endStream: true);
        }
    }

    int Finish(Http2Stream stream, int sent, long wanted, bool endStream)
    {
        if (!CanSendOn(stream))
        {
            return 0;
        }

        stream.SendCredit.Take(sent);
        connection.Take(sent);
        session.OutputBudget -= sent;
        if (sent > 0)
        {
            stream.StalledAt = -1;
        }

        if (sent < wanted)
        {
            WaitForMore(stream);
            ChargeTinyWindow(stream, sent);
        }
        else if (endStream)
        {
            session.Life.EndLocal(stream);
        }

        return sent;
    }

    void WaitForMore(Http2Stream stream)
    {
        turn = turn == stream ? null : turn;
        if (stream.StalledAt < 0 && (stream.SendWindow <= 0 || connection.Available <= 0))
        {
            stream.StalledAt = session.NowMilliseconds;
        }

        if (stream.SendWindow <= 0)
        {
            stream.AwaitsStreamWindow = true;
        }
        else
        {
            Wait(stream);
        }
    }

    /// <summary>A frame that the peer's window cut too short to be useful is the peer's doing (CVE-2019-9511).</summary>
    void ChargeTinyWindow(Http2Stream stream, int sent)
    {
        if (sent is > 0 and < Http2Limits.UsefulFrame && (stream.SendWindow <= 0 || connection.Available <= 0))
        {
            session.Charge(Http2Abuse.TinyWindow);
        }
    }

    void Wait(Http2Stream stream)
    {
        if (!stream.IsQueued)
        {
            waiting.Enqueue(stream);
        }
    }
}
