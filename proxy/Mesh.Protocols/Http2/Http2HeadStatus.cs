namespace Mesh.Protocols.Http2;

/// <summary>What became of a field section, and how far the damage reaches.</summary>
public enum Http2HeadStatus : byte
{
    Ok,

    /// <summary>RFC 9113 section 8.1.1: a stream error of type PROTOCOL_ERROR; the connection goes on.</summary>
    Malformed,

    /// <summary>Beyond a limit: 431 (or 414) for a request. The block was decoded to its end, so the connection goes on.</summary>
    TooLarge,

    /// <summary>RFC 9113 section 4.3: the two tables are out of step, a connection error of type COMPRESSION_ERROR.</summary>
    CompressionError,
}
