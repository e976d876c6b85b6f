namespace Mesh.Protocols.Http1;

/// <summary>How the end of a message's body is known (RFC 9112 section 6.3).</summary>
public enum Http1BodyKind : byte
{
    None,
    ContentLength,
    Chunked,

    /// <summary>HTTP/1 responses: until the connection ends. HTTP/2 without content-length: until the stream ends.</summary>
    UntilClose,

    /// <summary>After 101, or 2xx to CONNECT: bytes both ways.</summary>
    Tunnel,
}
