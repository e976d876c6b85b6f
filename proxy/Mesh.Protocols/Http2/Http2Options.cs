namespace Mesh.Protocols.Http2;

/// <summary>What this end says in its SETTINGS and how it uses windows.</summary>
public sealed record Http2Options
{
    public static readonly Http2Options Default = new();

    /// <summary>SETTINGS_MAX_CONCURRENT_STREAMS of a server: REFUSED_STREAM beyond.</summary>
    public int MaxConcurrentStreams { get; init; } = 100;

    /// <summary>A client's own bound on streams, besides the server's.</summary>
    public int MaxOutgoingStreams { get; init; } = int.MaxValue;

    /// <summary>SETTINGS_HEADER_TABLE_SIZE: memory of the decoder.</summary>
    public int HeaderTableSize { get; init; } = 4096;

    /// <summary>
    /// SETTINGS_INITIAL_WINDOW_SIZE, 65,535 at least: less could not hold back what a peer sends before it has seen it. 64 KB carry a usual
    /// message whole, and a stream that needs more shows it within a round trip.
    /// </summary>
    public int InitialStreamWindow { get; init; } = 64 * 1024;

    /// <summary>
    /// A stream's window doubles up to here while its sender fills it within a round trip and its reader keeps up: 1 MB carries 100 MB/s
    /// over 10 ms.
    /// </summary>
    public int MaxStreamWindow { get; init; } = 1024 * 1024;

    /// <summary>
    /// The connection's window: the bound on what is buffered of all streams together. Streams' windows only grow while their sum stays
    /// below, so streams that are not read can never keep one that is from receiving, as long as MaxConcurrentStreams x InitialStreamWindow
    /// fit: 100 x 64 KB do.
    /// </summary>
    public int ConnectionWindow { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes of DATA that a stream may send before the next one that waits has its turn.</summary>
    public int SendQuantum { get; init; } = 64 * 1024;

    /// <summary>Time for the peer to acknowledge our SETTINGS, in milliseconds: SETTINGS_TIMEOUT beyond.</summary>
    public int SettingsTimeout { get; init; } = 10_000;
}
