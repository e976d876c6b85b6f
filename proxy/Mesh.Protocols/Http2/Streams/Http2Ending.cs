namespace Mesh.Protocols.Http2.Streams;

/// <summary>How a closed stream came to be closed: what may still arrive for it depends on it (RFC 9113 section 5.1).</summary>
enum Http2Ending : byte
{
    /// <summary>Not known any more, or never opened (section 5.1.1 closes what was skipped).</summary>
    Forgotten,

    /// <summary>We reset it while the peer could still send: anything may be under way.</summary>
    ResetByUs,

    /// <summary>The peer sent RST_STREAM.</summary>
    ResetByPeer,

    /// <summary>The peer sent END_STREAM.</summary>
    EndedByPeer,
}
