namespace Mesh.Protocols.Http2.Abuse;

/// <summary>
/// How often each kind of abuse was seen, and how often it ended a connection. Shared by all sessions of one thread; telemetry reads it
/// from another, where a count that is a moment old is good enough.
/// </summary>
public sealed class Http2AbuseCounters
{
    public static readonly int KindCount = Enum.GetValues<Http2Abuse>().Length;

    readonly long[] seen = new long[KindCount];
    readonly long[] ended = new long[KindCount];

    /// <summary>
    /// Times it happened, within its bound or not. Most of it is innocent: what counts is the rate. PaddingWaste counts bytes.
    /// </summary>
    public long Seen(Http2Abuse kind) => Volatile.Read(ref seen[(int)kind]);

    /// <summary>Connections ended for it with ENHANCE_YOUR_CALM.</summary>
    public long Ended(Http2Abuse kind) => Volatile.Read(ref ended[(int)kind]);

    internal void Add(Http2Abuse kind, int count) => seen[(int)kind] += count;

    internal void AddEnded(Http2Abuse kind) => ended[(int)kind]++;
}
