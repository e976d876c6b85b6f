using Mesh.Protocols.Http1;
using Mesh.Transport;

namespace Mesh.Proxy.Serving;

/// <summary>A worker's "date: ...\r\n", formatted once per second.</summary>
sealed class DateClock(TimerWheel timers)
{
    const int TicksPerSecond = 1000;

    readonly byte[] line = new byte[64];
    int length;
    long validUntil = -1;

    public ReadOnlySpan<byte> Line
    {
        get
        {
            if (timers.Now >= validUntil)
            {
                Format();
            }

            return line.AsSpan(0, length);
        }
    }

    void Format()
    {
        var now = timers.Time.GetUtcNow();
        var writer = new Http1Writer(line);
        writer.WriteDateField(now.ToUnixTimeSeconds());
        length = writer.Written;
        validUntil = timers.Now + TicksPerSecond - now.Millisecond;
    }
}
