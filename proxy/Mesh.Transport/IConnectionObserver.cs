namespace Mesh.Transport;

/// <summary>
/// Told when input or its end arrives on a connection that nobody is reading: how an idle pooled connection learns that the peer closed it or
/// sent what was not asked for, and how a busy one learns that its client has gone. Holds no buffer while it waits.
/// </summary>
public interface IConnectionObserver
{
    void OnInput(TransportConnection connection);
}
