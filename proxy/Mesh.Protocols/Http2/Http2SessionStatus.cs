namespace Mesh.Protocols.Http2;

/// <summary>What became of the connection.</summary>
public enum Http2SessionStatus : byte
{
    Ok,

    /// <summary>
    /// Over: GOAWAY is in the output (to be flushed before the connection is closed), every stream was told. <c>Http2Session.EndCode</c>
    /// and <c>EndReason</c> say why. Nothing is read or written any more.
    /// </summary>
    ConnectionEnded,
}
