using System.Buffers.Binary;
using Mesh.Protocols.Http2.Abuse;
using Mesh.Protocols.Http2.Frames;

namespace Mesh.Protocols.Http2.Receiving;

/// <summary>Frames without message content: PRIORITY, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE (RFC 9113 section 6).</summary>
sealed class Http2ControlReceiver(Http2Session session)
{
    public void OnFrame(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case Http2FrameType.Priority:
                OnPriority(header, payload);
                break;
            case Http2FrameType.RstStream:
                OnReset(header.StreamId, (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload));
                break;
            case Http2FrameType.Settings:
                OnSettings(header.Ack, payload);
                break;
            case Http2FrameType.Ping:
                OnPing(header.Ack, BinaryPrimitives.ReadUInt64BigEndian(payload));
                break;
            case Http2FrameType.GoAway:
                OnGoAway(payload);
                break;
            default:
                OnWindowUpdate(header.StreamId, BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue);
                break;
        }
    }

    /// <summary>Ignored (section 5.3.2), but for what is wrong with the frame itself.</summary>
    void OnPriority(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!session.Charge(Http2Abuse.PriorityFlood))
        {
            return;
        }

        if (Http2FrameRules.IsWrongPriorityLength(header))
        {
            FailStreamOrAll(header.StreamId, Http2ErrorCode.FrameSizeError, "http2.invalid_frame_size");
        }
        else if ((BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue) == header.StreamId)
        {
            FailStreamOrAll(header.StreamId, Http2ErrorCode.ProtocolError, "http2.stream_depends_on_itself");
        }
    }

    /// <summary>RST_STREAM may not be sent on an idle stream, so there it is the connection's error.</summary>
    void FailStreamOrAll(int id, Http2ErrorCode code, string reason)
    {
        if (session.Streams.Find(id) is { } stream)
        {
            session.Life.Fail(stream, code);
        }
        else if (session.Streams.IsIdle(id))
        {
            session.Fail(code, reason);
        }
        else
        {
            session.Charge(Http2Abuse.ClosedStreamFrames);
        }
    }

    void OnReset(int id, Http2ErrorCode code)
    {
        if (session.Streams.IsIdle(id))
        {
            session.Fail(Http2ErrorCode.ProtocolError, "http2.reset_of_idle_stream");
            return;
        }

        if (session.Streams.Find(id) is not { } stream)
        {
            session.Charge(Http2Abuse.ClosedStreamFrames);
            return;
        }

        var isAnswered = stream.State == Http2StreamState.HalfClosedLocal;
        session.Life.CloseByPeer(stream, code);
        if (session.Role == Http2Role.Server && !isAnswered)
        {
            session.Charge(Http2Abuse.RapidReset);
        }
    }

    void OnSettings(bool ack, ReadOnlySpan<byte> payload)
    {
        if (!session.Charge(Http2Abuse.SettingsFlood))
        {
            return;
        }

        if (ack)
        {
            session.SettingsAckDeadline = long.MaxValue;
            return;
        }

        if (payload.Length / Http2Setting.Size > session.Limits.MaxSettingsPerFrame)
        {
            session.FailFor(Http2Abuse.SettingsFlood);
            return;
        }

        if (TryApply(payload))
        {
            session.Frames.WriteSettingsAck();
            session.ChargeAnswer();
            session.OnSettings();
        }
    }

    /// <summary>
    /// All parameters in order, with nothing between (section 6.5.3); what they mean for streams once, for the last of them.
    /// </summary>
    bool TryApply(ReadOnlySpan<byte> payload)
    {
        var settings = session.PeerSettings;
        var window = settings.InitialWindowSize;
        for (; !payload.IsEmpty; payload = payload[Http2Setting.Size..])
        {
            var setting = Http2Setting.Read(payload);
            var code = settings.Apply(setting, session.Role);
            if (code != Http2ErrorCode.NoError)
            {
                session.Fail(code, "http2.invalid_setting");
                return false;
            }

            if (setting.Id == Http2SettingId.HeaderTableSize)
            {
                session.Encoder.SetMaxTableSize(setting.Value);
            }
        }

        settings.IsReceived = true;
        return TryShiftWindows(settings.InitialWindowSize - window);
    }

    /// <summary>Section 6.9.2: a new initial size changes all streams by the difference.</summary>
    bool TryShiftWindows(int by)
    {
        for (var stream = by == 0 ? null : session.Streams.Oldest; stream is not null; stream = stream.Newer)
        {
            if (!session.Sender.TryWiden(stream, by))
            {
                session.Fail(Http2ErrorCode.FlowControlError, "http2.window_overflow");
                return false;
            }
        }

        return true;
    }

    void OnPing(bool ack, ulong opaque)
    {
        if (!session.Charge(Http2Abuse.PingFlood))
        {
            return;
        }

        if (ack)
        {
            OnPingAck(opaque);
            return;
        }

        session.Frames.WritePing(opaque, ack: true);
        session.ChargeAnswer();
    }

    void OnPingAck(ulong opaque)
    {
        var (tag, token) = Http2PingTags.Split(opaque);
        switch (tag)
        {
            case Http2PingTag.Probe:
                session.Credits.RoundTrip.OnAck(session.NowMilliseconds);
                break;
            case Http2PingTag.Drain:
                session.Farewell.OnRoundTrip();
                break;
            case Http2PingTag.Owner:
                session.OnPingAck(token);
                break;
            default:
                break; // an answer to nothing: counted above
        }
    }

    void OnGoAway(ReadOnlySpan<byte> payload)
    {
        var lastStreamId = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        session.Farewell.OnGoAway(lastStreamId, (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload[4..]));
    }

    void OnWindowUpdate(int id, int increment)
    {
        if (!session.Charge(Http2Abuse.WindowUpdateFlood))
        {
            return;
        }

        if (id == 0)
        {
            OnConnectionUpdate(increment);
        }
        else if (session.Streams.Find(id) is { } stream)
        {
            OnStreamUpdate(stream, increment);
        }
        else if (session.Streams.IsIdle(id))
        {
            session.Fail(Http2ErrorCode.ProtocolError, "http2.window_update_on_idle_stream");
        }
    }

    void OnConnectionUpdate(int increment)
    {
        if (increment == 0)
        {
            session.Fail(Http2ErrorCode.ProtocolError, "http2.window_update_of_zero");
        }
        else if (!session.Sender.TryWidenConnection(increment))
        {
            session.Fail(Http2ErrorCode.FlowControlError, "http2.window_overflow");
        }
    }

    void OnStreamUpdate(Http2Stream stream, int increment)
    {
        if (increment == 0)
        {
            session.Life.Fail(stream, Http2ErrorCode.ProtocolError);
        }
        else if (!session.Sender.TryWiden(stream, increment))
        {
            session.Life.Fail(stream, Http2ErrorCode.FlowControlError);
        }
    }
}
