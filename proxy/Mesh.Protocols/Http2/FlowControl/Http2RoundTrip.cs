using Mesh.Protocols.Http2.Frames;

namespace Mesh.Protocols.Http2.FlowControl;

/// <summary>
/// Measures the connection's round trip by PING, only while data comes in (servers count PINGs without data as abuse) and seldom.
/// </summary>
sealed class Http2RoundTrip(Http2FrameWriter frames)
{
    const long Interval = 10_000;

    long sentAt;
    bool isWaiting;

    /// <summary>-1: not measured yet.</summary>
    public long Milliseconds { get; private set; } = -1;

    public void Probe(long now)
    {
        if (isWaiting || (Milliseconds >= 0 && now - sentAt < Interval))
        {
            return;
        }

        isWaiting = true;
        sentAt = now;
        frames.WritePing(Http2PingTag.Probe.With(0), ack: false);
    }

    public void OnAck(long now)
    {
        if (isWaiting)
        {
            isWaiting = false;
            Milliseconds = now - sentAt;
        }
    }
}
