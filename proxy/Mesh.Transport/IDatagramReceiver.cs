namespace Mesh.Transport;

/// <summary>Who gets what arrives at a <see cref="DatagramSocket"/>. On the loop, never within a call of the socket's.</summary>
public interface IDatagramReceiver
{
    /// <param name="bytes">One datagram; valid during the call.</param>
    void OnDatagram(ReadOnlySpan<byte> bytes);

    /// <summary>The peer's host, or the way to it, says that nobody takes datagrams there (ICMP). The socket stays open.</summary>
    void OnError(TransportError error);
}
