using System.Buffers;
using System.Net;
using Mesh.Protocols.Http2;
using Mesh.Transport;
using Mesh.Transport.Connections;

namespace Mesh.Proxy.Http2;

/// <summary>
/// A stream's content as a connection. What it receives is given to it, as much as the receive window allows; what it sends the session takes, as much as
/// the send windows allow. FIN is END_STREAM, RST is RST_STREAM. Used again for another stream after it has closed.
/// </summary>
sealed class StreamConnection(CarriedStream stream, EventLoop loop) : BufferedConnection(loop)
{
    readonly StallTimer stall = new(stream);
    bool isUsed;
    bool ends;
    bool hasEnded;
    bool areTrailersSensitive;
    ReadOnlyMemory<byte> trailers;

    /// <summary>What the peer is told if the stream is aborted.</summary>
    public Http2ErrorCode ResetCode { get; set; }

    public override SocketAddressValue RemoteAddress => stream.Connection.Transport.RemoteAddress;

    public void Begin(Http2ErrorCode resetCode)
    {
        if (isUsed)
        {
            Renew();
        }

        isUsed = true;
        ends = hasEnded = false;
        trailers = default;
        SendReady = true;
        ResetCode = resetCode;
    }

    /// <summary>Puts content behind what waits to be read. False: nobody will read it.</summary>
    public bool TryDeliver(in ReadOnlySequence<byte> content) => Deliver(content);

    public void OnEnd() => DeliverEnd(IoStatus.Fin);

    public void OnReset() => DeliverEnd(IoStatus.Reset);

    /// <summary>Whoever waits for input learns of what was delivered.</summary>
    public void TellReader() => OnEvents(input: true, output: false);

    /// <summary>There is room in the windows.</summary>
    public void OnWindow() => OnEvents(input: false, output: true);

    /// <summary>What is written is all: END_STREAM goes with the last of it, or with the trailer section (lines with CRLF).</summary>
    public void End(ReadOnlyMemory<byte> trailerLines, bool isSensitive)
    {
        ends = true;
        trailers = trailerLines;
        areTrailersSensitive = isSensitive;
        if (UnsentBytes == 0)
        {
            FinishSending();
        }
    }

    /// <summary>END_STREAM went with the head.</summary>
    public void MarkEnded() => ends = hasEnded = true;

    /// <summary>We have ended our side of the stream.</summary>
    public bool HasEnded => hasEnded;

    protected override IoOutcome Receive(Span<byte> buffer)
    {
        // Everything there is has been delivered.
        ReceiveReady = Readiness.None;
        return IoOutcome.WouldBlock;
    }

    protected override IoOutcome Send(ReadOnlySpan<byte> bytes)
    {
        var isAll = bytes.Length == UnsentBytes;
        var taken = stream.Connection.SendData(stream, bytes, endStream: ends && isAll && trailers.IsEmpty);
        SendReady = taken == bytes.Length;
        WatchStall(taken);

        if (taken == 0)
        {
            return IoOutcome.WouldBlock;
        }

        stream.Connection.FlushLater();
        if (ends && isAll && taken == bytes.Length)
        {
            hasEnded = trailers.IsEmpty;
            FinishSending();
        }

        return new IoOutcome(taken);
    }

    protected override void OnInputConsumed(long count)
    {
        if (count > 0 && isUsed)
        {
            stream.OnConsumed((int)count);
        }
    }

    protected override void ShutdownSend() => FinishSending();

    protected override void CloseTransport(bool reset)
    {
        Loop.Timers.Cancel(stall);
        stream.OnBodyClosed(reset ? ResetCode : Http2ErrorCode.NoError);
    }

    protected override IoStatus Peek() => IoStatus.WouldBlock;

    protected override EndPoint? GetLocalEndPoint() => stream.Connection.Transport.LocalEndPoint;

    protected override EndPoint? GetRemoteEndPoint() => stream.Connection.Transport.RemoteEndPoint;

    protected override IPEndPoint? GetOriginalDestination() => stream.Connection.Transport.OriginalDestination;

    /// <summary>Content that is not taken waits for the peer's window, or for the connection: how long is bounded (CVE-2016-1546).</summary>
    void WatchStall(int taken)
    {
        var timeout = stream.Connection.Worker.Options.Http2StallTimeout;
        if (SendReady || timeout == TimeSpan.Zero)
        {
            Loop.Timers.Cancel(stall);
        }
        else if (taken > 0 || !stall.IsSet)
        {
            Loop.Timers.Set(stall, timeout);
        }
    }

    /// <summary>It is no stall yet.</summary>
    public void WatchOn() => Loop.Timers.Set(stall, stream.Connection.Worker.Options.Http2StallTimeout);

    sealed class StallTimer(CarriedStream stream) : TimerEntry
    {
        protected override void OnDue() => stream.OnStalled();
    }

    void FinishSending()
    {
        if (hasEnded)
        {
            return;
        }

        hasEnded = true;
        if (trailers.IsEmpty)
        {
            stream.Connection.SendData(stream, ReadOnlySpan<byte>.Empty, endStream: true);
        }
        else
        {
            var fields = stream.Connection.BeginHead(stream);
            FieldLines.WriteTrailers(ref fields, trailers.Span, areTrailersSensitive);
            stream.Connection.EndTrailers(ref fields);
        }

        stream.Connection.FlushLater();
    }
}
