using System.Buffers;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2;
using Mesh.Transport;

namespace Mesh.Proxy.Http2;

/// <summary>One stream of an <see cref="Http2Connection"/>: the session's part, its content, and what has happened to it in this turn.</summary>
abstract class CarriedStream : Http2Stream
{
    byte[] trailers = [];
    int trailersLength;
    bool hasInputEvent;

    protected CarriedStream(Http1Head head, EventLoop loop)
        : base(head) => Body = new StreamConnection(this, loop);

    public StreamConnection Body { get; }

    /// <summary>The connection that carries it now.</summary>
    public Http2Connection Connection { get; private set; } = null!;

    /// <summary>Lines with their CRLF.</summary>
    public ReadOnlyMemory<byte> Trailers => trailers.AsMemory(0, trailersLength);

    /// <summary>It is in its connection's list of those to be told at the end of the turn.</summary>
    public bool IsNoted { get; set; }

    public void Begin(Http2Connection connection, Http2ErrorCode resetCode)
    {
        Connection = connection;
        trailersLength = 0;
        HasSensitiveTrailers = false;
        hasInputEvent = false;
        Body.Begin(resetCode);
    }

    public abstract void OnHead(ReadOnlySpan<byte> bytes, bool endStream);

    public abstract void OnInterim(ReadOnlySpan<byte> bytes);

    public virtual void OnHeadTooLarge(bool endStream) => Connection.Reset(this, Http2ErrorCode.Cancel);

    public void OnData(in ReadOnlySequence<byte> content)
    {
        if (Body.TryDeliver(content))
        {
            NoteInput();
        }
        else
        {
            Connection.Consumed(this, (int)content.Length);
        }
    }

    public bool HasSensitiveTrailers { get; private set; }

    public void OnTrailers(ReadOnlySpan<byte> bytes, Http1Head index)
    {
        HasSensitiveTrailers = index.HasNeverIndexed;
        if (trailers.Length < bytes.Length)
        {
            trailers = new byte[bytes.Length];
        }

        bytes.CopyTo(trailers);
        trailersLength = bytes.Length;
    }

    public void OnEnd()
    {
        Body.OnEnd();
        NoteInput();
    }

    public virtual void OnReset(Http2ErrorCode code, bool byPeer)
    {
        Body.OnReset();
        NoteInput();
    }

    /// <summary>What is to be sent on it has waited too long for the peer to take any of it.</summary>
    public virtual void OnStalled() => Connection.Worker.Telemetry.Counters.CountStalledStream();

    /// <summary>The session has forgotten it.</summary>
    public abstract void OnClosed();

    /// <summary>What this turn brought is acted upon.</summary>
    public virtual void OnTurn()
    {
        if (hasInputEvent)
        {
            hasInputEvent = false;
            Body.TellReader();
        }
    }

    /// <summary>The body's reader has taken bytes.</summary>
    public void OnConsumed(int count)
    {
        // After a reset the session has given back the rest itself.
        var due = Math.Min(count, Unconsumed);
        if (due > 0)
        {
            Connection.Consumed(this, due);
            Connection.FlushLater();
        }
    }

    /// <summary>The body is used no more.</summary>
    public void OnBodyClosed(Http2ErrorCode code)
    {
        if (State is not (Http2StreamState.Idle or Http2StreamState.Closed) || Unconsumed > 0)
        {
            Connection.Reset(this, code);
            Connection.FlushLater();
        }
    }

    protected void Note() => Connection.Note(this);

    void NoteInput()
    {
        hasInputEvent = true;
        Note();
    }
}
