namespace Mesh.Protocols.Http2.Hpack;

/// <summary>
/// What became of a block. All but <see cref="Ok"/> are a connection error of type COMPRESSION_ERROR (RFC 9113 section 4.3).
/// </summary>
public enum HpackStatus : byte
{
    Ok,

    /// <summary>The block ends within a field.</summary>
    Truncated,

    /// <summary>An integer of more than 31 bits, or of more bytes than 31 bits need (RFC 7541 section 5.1).</summary>
    IntegerOverflow,

    /// <summary>Index 0, or beyond the end of the dynamic table (RFC 7541 section 2.3.3).</summary>
    InvalidIndex,

    /// <summary>EOS in a string, or padding that is longer than 7 bits or not all ones (RFC 7541 section 5.2).</summary>
    InvalidHuffman,

    /// <summary>A size update behind a field (RFC 7541 section 4.2).</summary>
    MisplacedSizeUpdate,

    /// <summary>A size update beyond our SETTINGS_HEADER_TABLE_SIZE (RFC 7541 section 6.3).</summary>
    TableTooLarge,

    /// <summary>
    /// The peer acknowledged a smaller table, and its next block does not begin by making it so (RFC 9113 section 4.3.1).
    /// </summary>
    MissingSizeUpdate,
}
