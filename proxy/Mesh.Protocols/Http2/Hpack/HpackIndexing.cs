namespace Mesh.Protocols.Http2.Hpack;

/// <summary>Whether the peer's table should learn a field.</summary>
enum HpackIndexing : byte
{
    /// <summary>Once it came twice: what repeats then becomes one byte, and identifiers and dates do not drive it out.</summary>
    WhenRepeated,

    /// <summary>Values that are another one nearly every time: literal, without a look.</summary>
    Without,

    /// <summary>Secrets: literal, and no hop on the way may put them in a table (RFC 7541 section 7.1.3).</summary>
    Never,
}
