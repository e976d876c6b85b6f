namespace Mesh.Transport.Connections;

/// <summary>What became of one attempt to receive or send.</summary>
public enum IoStatus : byte
{
    /// <summary>Bytes were moved.</summary>
    Done,

    /// <summary>Nothing now; readiness will be told.</summary>
    WouldBlock,

    /// <summary>The peer has finished its side (FIN).</summary>
    Fin,

    /// <summary>The connection was reset.</summary>
    Reset,

    /// <summary>The network gave up.</summary>
    TimedOut,
}
