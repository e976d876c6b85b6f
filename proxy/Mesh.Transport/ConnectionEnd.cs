namespace Mesh.Transport;

/// <summary>How one direction of a connection ended.</summary>
public enum ConnectionEnd : byte
{
    /// <summary>It has not.</summary>
    Open,

    /// <summary>Orderly: FIN.</summary>
    Fin,

    /// <summary>RST.</summary>
    Reset,

    /// <summary>The network gave up: keep-alive or retransmission time-out.</summary>
    TimedOut,

    /// <summary>This side aborted or disposed it.</summary>
    Aborted,
}
