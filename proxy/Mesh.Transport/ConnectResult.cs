namespace Mesh.Transport;

/// <summary>A connection, or what failed.</summary>
public readonly struct ConnectResult
{
    public ConnectResult(TransportConnection connection) => Connection = connection;

    public ConnectResult(TransportError error) => Error = error;

    /// <summary>Null exactly when <see cref="Error"/> is not <see cref="TransportError.None"/>.</summary>
    public TransportConnection? Connection { get; }

    public TransportError Error { get; }
}
