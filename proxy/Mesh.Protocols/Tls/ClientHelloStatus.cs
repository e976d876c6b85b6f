namespace Mesh.Protocols.Tls;

/// <summary>What the first bytes of a connection are, seen as TLS.</summary>
public enum ClientHelloStatus : byte
{
    /// <summary>
    /// All bytes so far fit a ClientHello; more are needed. Never said again once <see cref="ClientHelloPeek.MaxBytes"/> have arrived.
    /// </summary>
    NeedMore,

    /// <summary>The ClientHello is whole and well-formed.</summary>
    Complete,

    /// <summary>
    /// No TLS record with a ClientHello; an SSL 2.0 hello is none either (RFC 6176). Never said of what <see
    /// cref="Detection.ProtocolSniffer"/> takes for TLS.
    /// </summary>
    NotTls,

    /// <summary>TLS, but refused: <see cref="ClientHelloErrors.AlertOf"/> is what to answer before closing.</summary>
    Malformed,
}
