namespace Mesh.Transport;

/// <summary>Receives accepted connections on the loop's thread, and owns them.</summary>
public interface IConnectionAcceptor
{
    void OnAccept(TransportConnection connection, TransportListener listener);
}
