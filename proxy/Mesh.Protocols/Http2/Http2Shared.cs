using Mesh.Protocols.Http1;
using Mesh.Protocols.Http2.Abuse;

namespace Mesh.Protocols.Http2;

/// <summary>
/// What all sessions of one thread share: the counters, and the buffers heads are decoded into. Only one of them receives at a time.
/// </summary>
public sealed class Http2Shared(Http2Limits limits)
{
    public Http2Limits Limits { get; } = limits;

    public Http2AbuseCounters Counters { get; } = new();

    internal Http2HeadReader Heads { get; } = new(limits);

    /// <summary>For trailers, and for heads that are decoded for HPACK's sake only.</summary>
    internal Http1Head Trailers { get; } = new(limits.Head);

    /// <summary>Heads handed to a hook stand in the shared buffer: another session's would overwrite them.</summary>
    internal bool IsReceiving { get; set; }
}
