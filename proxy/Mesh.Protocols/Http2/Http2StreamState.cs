namespace Mesh.Protocols.Http2;

/// <summary>
/// The states of RFC 9113 section 5.1. "reserved (local)" and "reserved (remote)" are missing for nothing leads there: push is off on both
/// ends, so a PUSH_PROMISE ends the connection.
/// </summary>
public enum Http2StreamState : byte
{
    Idle,
    Open,

    /// <summary>We have sent END_STREAM.</summary>
    HalfClosedLocal,

    /// <summary>The peer has sent END_STREAM.</summary>
    HalfClosedRemote,
    Closed,
}
