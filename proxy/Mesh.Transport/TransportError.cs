namespace Mesh.Transport;

/// <summary>Why a connection could not be made.</summary>
public enum TransportError : byte
{
    None,
    Refused,
    TimedOut,
    Unreachable,

    /// <summary>No local port or address is left for the connection.</summary>
    AddressUnavailable,

    /// <summary>The process or the system has no file descriptor left.</summary>
    TooManyFiles,

    /// <summary>The peer reset the connection while it was being made.</summary>
    Reset,

    /// <summary>Given up, or the loop is stopping.</summary>
    Canceled,

    Other,
}
