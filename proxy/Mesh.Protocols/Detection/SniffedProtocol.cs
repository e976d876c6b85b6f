namespace Mesh.Protocols.Detection;

/// <summary>What the first bytes of a connection show.</summary>
public enum SniffedProtocol : byte
{
    /// <summary>Not enough bytes to tell. Never said again once <see cref="ProtocolSniffer.MaxBytes"/> have arrived.</summary>
    NeedMore,

    /// <summary>None of the others.</summary>
    Opaque,

    /// <summary>A request line that ends in HTTP/1.0.</summary>
    Http10,

    /// <summary>A request line of HTTP/1.1, or of a version that the HTTP/1 parser will refuse.</summary>
    Http11,

    /// <summary>The HTTP/2 connection preface.</summary>
    Http2,

    /// <summary>A TLS record with a ClientHello.</summary>
    Tls,
}
