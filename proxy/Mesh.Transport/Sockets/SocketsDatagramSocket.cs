using System.Net;
using System.Net.Sockets;
using Mesh.Transport.Native;

namespace Mesh.Transport.Sockets;

/// <summary>UDP by .NET's own engine; what it receives is posted to the loop.</summary>
internal sealed class SocketsDatagramSocket : DatagramSocket
{
    private readonly SocketsLoop loop;
    private readonly Socket socket;
    private readonly IDatagramReceiver receiver;
    private volatile bool isClosed;

    private SocketsDatagramSocket(SocketsLoop loop, Socket socket, IDatagramReceiver receiver)
    {
        this.loop = loop;
        this.socket = socket;
        this.receiver = receiver;
    }

    public static SocketsDatagramSocket? Open(SocketsLoop loop, IPEndPoint peer, IDatagramReceiver receiver, out TransportError error)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(peer.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(peer);
            error = TransportError.None;
            var opened = new SocketsDatagramSocket(loop, socket, receiver);
            loop.Add(opened);
            _ = opened.ReceiveAsync();
            return opened;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            error = Errno.ToConnectError(e.NativeErrorCode);
            return null;
        }
    }

    public override bool Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return !isClosed && socket.Send(bytes, SocketFlags.None) == bytes.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public override void Close()
    {
        if (!isClosed)
        {
            isClosed = true;
            loop.Remove(this);
            socket.Dispose();
        }
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[MaxLength];
        while (!isClosed)
        {
            try
            {
                int received = await socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
                byte[] datagram = buffer[..received];
                Post(receiver => receiver.OnDatagram(datagram));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
            {
                // Longer than is taken: lost.
            }
            catch (SocketException e)
            {
                TransportError error = Errno.ToConnectError(e.NativeErrorCode);
                Post(receiver => receiver.OnError(error));
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Post(Action<IDatagramReceiver> tell) => loop.Schedule(
        _ =>
        {
            if (!isClosed)
            {
                tell(receiver);
            }
        },
        null);
}
