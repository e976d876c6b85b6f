namespace Mesh.Contract;

/// <summary>What the first bytes of a peer say.</summary>
public enum PreambleStatus
{
    /// <summary>Good so far; more bytes are needed.</summary>
    Incomplete,

    /// <summary>A version this build reads; the buffer stands after it.</summary>
    Accepted,

    /// <summary>A version newer than this build.</summary>
    FutureVersion,

    /// <summary>A version this build no longer reads.</summary>
    RetiredVersion,

    /// <summary>Looks like an HTTP request.</summary>
    HttpRequest,

    /// <summary>Looks like a TLS handshake.</summary>
    TlsHandshake,

    /// <summary>Anything else.</summary>
    Garbage,
}
