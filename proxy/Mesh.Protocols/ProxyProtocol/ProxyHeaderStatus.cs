namespace Mesh.Protocols.ProxyProtocol;

/// <summary>What the first bytes of a connection are, seen as a PROXY protocol header.</summary>
public enum ProxyHeaderStatus : byte
{
    /// <summary>
    /// All bytes so far fit a header; more are needed. Never said again once <see cref="ProxyHeaderReader.MaxBytes"/> have arrived.
    /// </summary>
    NeedMore,

    /// <summary>The header is whole and valid; the connection's own bytes begin behind it.</summary>
    Complete,

    /// <summary>The first bytes begin no header of either version.</summary>
    Absent,

    /// <summary>A header, but refused: the connection must be closed.</summary>
    Invalid,
}
