using System.Buffers;
using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.Abuse;
using Mesh.Protocols.Http2.FlowControl;
using Mesh.Protocols.Http2.Frames;
using Mesh.Protocols.Http2.Hpack;
using Mesh.Protocols.Http2.Receiving;
using Mesh.Protocols.Http2.Sending;
using Mesh.Protocols.Http2.Streams;

namespace Mesh.Protocols.Http2;

/// <summary>
/// One HTTP/2 connection (RFC 9113), either end, without I/O: bytes come in by <see cref="Receive"/>, bytes go out into the output, events
/// go to the hooks that the owner overrides. One thread; no clock but <see cref="NowMilliseconds"/>; no exception for anything a peer
/// sends.
/// <para>
/// A turn of the owner: set <see cref="NowMilliseconds"/>; call what there is to call; call <see cref="Pump"/> if it was anything but
/// <see cref="Receive"/>; flush the output. When all output has gone to the socket: <see cref="Flushed"/>.
/// </para>
/// <para>
/// Hooks may call everything but <see cref="Receive"/>, on any stream. Sends to a stream that is closed, or to a session that has ended, do
/// nothing: a reset can always overtake them. A hook that throws leaves the session unusable: <see cref="Terminate"/> it.
/// </para>
/// </summary>
public abstract class Http2Session
{
    readonly Http2Receiver receiver;
    readonly Http2Sender sender;
    readonly Http2Farewell farewell;
    readonly Http2Shared shared;

    /// <param name="shared">One for all sessions of the thread.</param>
    /// <param name="output">Where frames are written to. Content goes into whatever spans it has; 2,057 bytes are the most that is asked for
    /// at once.</param>
    protected Http2Session(Http2Role role, Http2Options options, Http2Shared shared, IBufferWriter<byte> output)
    {
        this.shared = shared;
        Role = role;
        Options = options;
        Frames = new(output);
        Guard = new(shared.Limits, shared.Counters);
        Streams = new(role);
        Life = new(this);
        Credits = new(this);
        Encoder = new();
        sender = new(this);
        farewell = new(this);
        receiver = new(this);
    }

    public Http2Role Role { get; }

    public Http2Options Options { get; }

    public Http2PeerSettings PeerSettings { get; } = new();

    /// <summary>The owner's clock, in milliseconds from any start; to be set before each turn, never to go back.</summary>
    public long NowMilliseconds { get; set; }

    // ---- life of the connection

    /// <summary>Writes our side of the connection preface: SETTINGS and the connection's window, behind the client's 24 bytes.</summary>
    public void Start()
    {
        if (Role == Http2Role.Client)
        {
            Frames.WriteRaw(Http2Preface.Bytes);
        }

        Http2Preface.WriteSettings(this);
        Credits.Start();
        SettingsAckDeadline = NowMilliseconds + Options.SettingsTimeout;
    }

    /// <summary>
    /// Takes bytes of the peer. What is not consumed (part of a frame that must be whole, at most 16,384 bytes) must come again with more
    /// behind it; DATA never waits. Ends with <see cref="Pump"/>.
    /// </summary>
    public Http2SessionStatus Receive(in ReadOnlySequence<byte> input, out SequencePosition consumed)
    {
        if (shared.IsReceiving)
        {
            throw new InvalidOperationException("Receive was called by a hook");
        }

        shared.IsReceiving = true;
        try
        {
            consumed = receiver.Receive(input);
        }
        finally
        {
            shared.IsReceiving = false;
        }

        Pump();
        return Status;
    }

    /// <summary>
    /// Tells closed streams (OnReset, OnClosed) and lets the streams that wait send in turn (OnWindow), while the peer's windows and
    /// <see cref="OutputBudget"/> last.
    /// </summary>
    public void Pump()
    {
        Life.Settle();
        sender.Pump();
    }

    /// <summary>All output has gone to the socket: what was provoked was read.</summary>
    public void Flushed() => Frames.ControlFramesUnflushed = 0;

    /// <summary>
    /// Bytes of DATA that the output still takes; counted down by each send, set again by the owner when it has flushed. Unlimited at
    /// first.
    /// </summary>
    public long OutputBudget { get; set; } = long.MaxValue;

    /// <summary>
    /// When the peer must have acknowledged our SETTINGS; <see cref="long.MaxValue"/> if it has. See <see cref="CheckDeadline"/>.
    /// </summary>
    public long SettingsAckDeadline { get; internal set; } = long.MaxValue;

    /// <summary>
    /// Since when a field block, or any frame but DATA, is incomplete, in milliseconds; -1 if none is. Slow headers: the owner puts a
    /// deadline.
    /// </summary>
    public long HeaderBlockOpenSince => receiver.HeaderBlockOpenSince;

    /// <summary>Ends the session if <see cref="SettingsAckDeadline"/> has passed.</summary>
    public Http2SessionStatus CheckDeadline()
    {
        if (!IsEnded && NowMilliseconds >= SettingsAckDeadline)
        {
            Shutdown(Http2ErrorCode.SettingsTimeout, "http2.settings_timeout");
        }

        return Status;
    }

    /// <summary>Last measured round trip in milliseconds; -1 if not yet.</summary>
    public long RoundTripMilliseconds => Credits.RoundTrip.Milliseconds;

    /// <summary>Sends PING; its answer calls <see cref="OnPingAck"/> with the token.</summary>
    public void Ping(uint token)
    {
        if (!IsEnded)
        {
            Frames.WritePing(Http2PingTag.Owner.With(token), ack: false);
        }
    }

    /// <summary>
    /// Graceful end. A server says GOAWAY(2^31-1), and after a round trip of PING GOAWAY(last stream), so that no request under way is
    /// lost; a client opens no more streams. <see cref="IsDrained"/> says when it is done.
    /// </summary>
    public void Drain() => farewell.Drain();

    public bool IsDraining => farewell.IsDraining;

    /// <summary>The peer said GOAWAY: no more streams can be opened.</summary>
    public bool IsPeerGoingAway => farewell.IsPeerGoingAway;

    /// <summary>
    /// Nothing new can come and no stream is left: the connection can be closed. For a client also if the peer said GOAWAY, or identifiers
    /// are used up.
    /// </summary>
    public bool IsDrained => farewell.IsDrained;

    /// <summary>Ends the session at once: GOAWAY with this code, every stream is told (OnReset with it, OnClosed).</summary>
    public void Shutdown(Http2ErrorCode code, string reason)
    {
        Fail(code, reason);
        Life.Settle();
    }

    /// <summary>The transport is gone: ends the session without a word to the peer; every stream is told (OnReset, OnClosed).</summary>
    public void Terminate(Http2ErrorCode code, string reason)
    {
        if (!IsEnded)
        {
            IsEnded = true;
            EndCode = code;
            EndReason = reason;
        }

        Life.Settle();
    }

    public bool IsEnded { get; private set; }

    public Http2SessionStatus Status => IsEnded ? Http2SessionStatus.ConnectionEnded : Http2SessionStatus.Ok;

    /// <summary>The code that ended the session.</summary>
    public Http2ErrorCode EndCode { get; private set; }

    /// <summary>response_code_details of what ended the session; empty while it has not.</summary>
    public string EndReason { get; private set; } = "";

    // ---- streams

    /// <summary>Streams that are open or half-closed.</summary>
    public int ActiveStreams => Streams.Active;

    /// <summary>Client: one more stream can be opened now.</summary>
    public bool CanOpenStream => !IsEnded && !IsDraining && !IsPeerGoingAway && Streams.HasIdsLeft && Streams.Active < MaxOutgoing;

    /// <summary>Client: streams that can be open at once, by the peer's word and ours.</summary>
    public int MaxOutgoing => (int)Math.Min(
        (uint)Options.MaxOutgoingStreams,
        PeerSettings.IsReceived ? PeerSettings.MaxConcurrentStreams : Http2Streams.ClientLimitBeforeSettings);

    /// <summary>
    /// Client: opens the next stream and begins its request; to be ended by <see cref="EndHead"/> before anything else is called. Ask
    /// <see cref="CanOpenStream"/> first: without it the writer is not live.
    /// </summary>
    /// <param name="stream">Idle, or closed and told so by OnClosed.</param>
    public Http2FieldWriter BeginRequest(Http2Stream stream) => sender.BeginRequest(stream);

    /// <summary>
    /// Begins a response's head, an interim head or trailers; to be ended by <see cref="EndHead"/>, <see cref="EndInterim"/> or
    /// <see cref="EndTrailers"/> before anything else is called.
    /// </summary>
    public Http2FieldWriter BeginHead(Http2Stream stream) => sender.BeginHead(stream);

    public void EndHead(ref Http2FieldWriter fields, bool endStream) => sender.EndHead(ref fields, endStream);

    /// <summary>Ends a 1xx head.</summary>
    public void EndInterim(ref Http2FieldWriter fields) => sender.EndHead(ref fields, endStream: false);

    /// <summary>Ends trailers, and our side of the stream.</summary>
    public void EndTrailers(ref Http2FieldWriter fields) => sender.EndHead(ref fields, endStream: true);

    /// <summary>
    /// Sends DATA: as much as the stream's and the connection's window, <see cref="OutputBudget"/> and the quantum allow, and nothing while
    /// others wait for their turn. If that is not all, <see cref="OnWindow"/> is called when there is more to be had; the caller keeps the
    /// rest.
    /// </summary>
    /// <param name="endStream">With the last byte of <paramref name="data"/>, if all is accepted. Without data: always.</param>
    /// <returns>Bytes accepted (copied into the output).</returns>
    public long SendData(Http2Stream stream, in ReadOnlySequence<byte> data, bool endStream) => sender.Send(stream, data, endStream);

    /// <inheritdoc cref="SendData(Http2Stream, in ReadOnlySequence{byte}, bool)"/>
    public int SendData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream) => sender.Send(stream, data, endStream);

    /// <summary>Resets a stream: it is closed at once, with no more hooks but OnClosed, its unconsumed bytes given back.</summary>
    public void Reset(Http2Stream stream, Http2ErrorCode code)
    {
        if (!IsEnded && stream.State != Http2StreamState.Idle)
        {
            Life.Reset(stream, code);
        }
    }

    /// <summary>
    /// The owner is done with bytes that OnData handed over: gives the peer credit for as many. Also after the peer's end: OnClosed waits
    /// for it.
    /// </summary>
    public void Consumed(Http2Stream stream, int count)
    {
        if (count > stream.Unconsumed)
        {
            throw new ArgumentOutOfRangeException(nameof(count), "more than was handed over");
        }

        Credits.Consumed(stream, count);
        if (stream.State == Http2StreamState.Closed && stream.Unconsumed == 0 && count > 0)
        {
            Streams.EndLinger(stream);
        }
    }

    // ---- hooks

    /// <summary>
    /// Server: a request comes. A stream from the owner's pool, in state Idle or Closed; null refuses it (REFUSED_STREAM). OnHead,
    /// OnHeadTooLarge or OnReset follows, and OnClosed in any case.
    /// </summary>
    protected internal abstract Http2Stream? RentStream(int streamId);

    /// <summary>A request's head (server), a response's final head (client).</summary>
    /// <param name="bytes">What <see cref="Http2Stream.Head"/> indexes; valid during the call.</param>
    /// <param name="endStream">No content follows; OnEnd is called next.</param>
    protected internal abstract void OnHead(Http2Stream stream, ReadOnlySpan<byte> bytes, bool endStream);

    /// <summary>Client: a 1xx head, in <see cref="Http2Stream.Head"/>.</summary>
    protected internal abstract void OnInterim(Http2Stream stream, ReadOnlySpan<byte> bytes);

    /// <summary>Content as it arrives; each byte must be given to <see cref="Consumed"/> later, or at once.</summary>
    /// <param name="content">Valid during the call, never empty.</param>
    protected internal abstract void OnData(Http2Stream stream, in ReadOnlySequence<byte> content);

    /// <summary>Trailers; OnEnd is called next.</summary>
    /// <param name="bytes">What <paramref name="trailers"/> indexes; both valid during the call.</param>
    protected internal abstract void OnTrailers(Http2Stream stream, ReadOnlySpan<byte> bytes, Http1Head trailers);

    /// <summary>The peer has ended its side properly: once, behind head, content and trailers.</summary>
    protected internal abstract void OnEnd(Http2Stream stream);

    /// <summary>
    /// The stream is over before its end. By the peer (RST_STREAM, or GOAWAY that leaves the stream out: then RefusedStream, nothing of it
    /// was processed), or by us: the peer broke a rule (see <see cref="Http2Stream.Malformed"/>), or the session has ended. Nothing is to
    /// be sent or consumed any more; OnClosed is next. NoError by a server whose response is whole (<see cref="Http2Stream.HasPeerEnded"/>)
    /// only says that the rest of the request is not needed (RFC 9113 section 8.1).
    /// </summary>
    protected internal abstract void OnReset(Http2Stream stream, Http2ErrorCode code, bool byPeer);

    /// <summary>There may be more to send now: SendData again, within the call.</summary>
    protected internal abstract void OnWindow(Http2Stream stream);

    /// <summary>The session forgets the stream: it may be pooled. Once for each stream, never from within a call that sends.</summary>
    protected internal abstract void OnClosed(Http2Stream stream);

    /// <summary>
    /// A head beyond the limits. Server: answer 431 with a whole response, then Reset with NoError. Unless overridden the stream is reset.
    /// </summary>
    protected internal virtual void OnHeadTooLarge(Http2Stream stream, bool endStream) =>
        Reset(stream, Role == Http2Role.Server ? Http2ErrorCode.EnhanceYourCalm : Http2ErrorCode.Cancel);

    /// <summary>The peer's SETTINGS were applied: <see cref="PeerSettings"/>, perhaps <see cref="CanOpenStream"/>.</summary>
    protected internal virtual void OnSettings()
    {
    }

    /// <summary>
    /// The peer says GOAWAY. Streams of ours above <paramref name="lastStreamId"/> are reset right after, as RefusedStream by the peer.
    /// </summary>
    protected internal virtual void OnGoAway(int lastStreamId, Http2ErrorCode code)
    {
    }

    /// <summary>The answer to <see cref="Ping"/>.</summary>
    protected internal virtual void OnPingAck(uint token)
    {
    }

    // ---- for the parts of the session

    internal Http2FrameWriter Frames { get; }

    internal Http2AbuseGuard Guard { get; }

    internal Http2Limits Limits => shared.Limits;

    internal Http2Shared Shared => shared;

    internal Http2Streams Streams { get; }

    internal Http2StreamLife Life { get; }

    internal Http2Credits Credits { get; }

    internal HpackEncoder Encoder { get; }

    internal Http2Sender Sender => sender;

    internal Http2Farewell Farewell => farewell;

    /// <summary>A connection error (RFC 9113 section 5.4.1). Streams are told when the session settles.</summary>
    internal void Fail(Http2ErrorCode code, string reason)
    {
        if (IsEnded)
        {
            return;
        }

        Frames.WriteGoAway(farewell.LastStreamId, code, reason);
        IsEnded = true;
        EndCode = code;
        EndReason = reason;
    }

    /// <summary>Counts abuse; false if the session ends for it.</summary>
    internal bool Charge(Http2Abuse kind, int count = 1)
    {
        if (Guard.Allows(kind, NowMilliseconds, count))
        {
            return true;
        }

        Fail(Http2ErrorCode.EnhanceYourCalm, Http2AbuseNames.Of(kind));
        return false;
    }

    /// <summary>
    /// An answer that the peer provoked was written. Answers that are not read fill our memory (CVE-2019-9512, -9514, -9515); the owner
    /// says when they have gone out.
    /// </summary>
    internal void ChargeAnswer()
    {
        if (Frames.ControlFramesUnflushed > Limits.MaxUnreadAnswers)
        {
            FailFor(Http2Abuse.UnreadAnswers);
        }
    }

    internal void FailFor(Http2Abuse kind)
    {
        Guard.Passed(kind);
        Fail(Http2ErrorCode.EnhanceYourCalm, Http2AbuseNames.Of(kind));
    }
}
