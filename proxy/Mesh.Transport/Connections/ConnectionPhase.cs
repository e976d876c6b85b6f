namespace Mesh.Transport.Connections;

/// <summary>Where a connection is on the way to its socket's end.</summary>
internal enum ConnectionPhase : byte
{
    Open,

    /// <summary>Waits for the peer's end, dropping input.</summary>
    Lingering,

    Closed,
}
