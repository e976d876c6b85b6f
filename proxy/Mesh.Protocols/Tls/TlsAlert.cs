namespace Mesh.Protocols.Tls;

/// <summary>AlertDescription of RFC 8446 section 6, as far as a peeked ClientHello can call for it.</summary>
public enum TlsAlert : byte
{
    UnexpectedMessage = 10,
    RecordOverflow = 22,
    HandshakeFailure = 40,
    AccessDenied = 49,
    IllegalParameter = 47,
    DecodeError = 50,
    ProtocolVersion = 70,
    InternalError = 80,
    UnrecognizedName = 112,
}
