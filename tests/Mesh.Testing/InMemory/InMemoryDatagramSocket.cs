using System.Net;
using Mesh.Transport;

namespace Mesh.Testing.InMemory;

/// <summary>A datagram socket of a loop; what is sent reaches whoever <see cref="InMemoryNetwork.ServeDatagrams"/> named for the peer.</summary>
public sealed class InMemoryDatagramSocket(InMemoryLoop loop, IPEndPoint peer, IDatagramReceiver receiver) : DatagramSocket
{
    /// <summary>As chosen for it: no two sockets of a network have the same.</summary>
    public IPEndPoint Source { get; } = (IPEndPoint)loop.Network.AssignPort(new IPEndPoint(IPAddress.Loopback, 0));

    public bool IsClosed { get; private set; }

    public override bool Send(ReadOnlySpan<byte> bytes)
    {
        byte[] datagram = bytes.ToArray();
        Later(() => loop.Network.DeliverDatagram(peer, this, datagram));
        return !IsClosed;
    }

    /// <summary>The peer sends something here.</summary>
    public void Deliver(byte[] datagram) => Later(() => receiver.OnDatagram(datagram));

    /// <summary>ICMP.</summary>
    public void Fail(TransportError error) => Later(() => receiver.OnError(error));

    public override void Close() => IsClosed = true;

    private void Later(Action action) => loop.Schedule(
        _ =>
        {
            if (!IsClosed)
            {
                action();
            }
        },
        null);
}
