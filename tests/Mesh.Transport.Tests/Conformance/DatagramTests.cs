using System.Net;
using System.Net.Sockets;
using Mesh.Testing.InMemory;
using Xunit;

namespace Mesh.Transport.Tests.Conformance;

public sealed class DatagramTests
{
    [Theory, ClassData(typeof(AllTransports))]
    public void A_datagram_goes_and_the_answer_comes(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        IPEndPoint server = EchoServer(bed, out IDisposable end);
        using var _ = end;
        var receiver = new Receiver();
        DatagramSocket socket = bed.Loop.OpenDatagram(server, receiver, out TransportError error)!;
        Assert.Equal(TransportError.None, error);
        foreach (int length in new[] { 0, 1, 1232, DatagramSocket.MaxLength })
        {
            byte[] sent = new byte[length];
            Random.Shared.NextBytes(sent);
            Assert.True(socket.Send(sent));
            await bed.Until(() => receiver.Heard.Count > 0, "No answer came.");
            Assert.Equal(sent, receiver.Heard.Dequeue());
        }

        socket.Send([1]);
        socket.Close();
        socket.Close();
        Assert.False(socket.Send([2]));
        await bed.Delay(20);
        Assert.Empty(receiver.Heard);
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void Where_nobody_listens_the_sender_is_told(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var nobody = (IPEndPoint)unused.LocalEndPoint!;
        unused.Close();
        var receiver = new Receiver();
        DatagramSocket socket = bed.Loop.OpenDatagram(nobody, receiver, out _)!;
        socket.Send([1]);
        await bed.Until(() => receiver.Errors.Count > 0, "No error came.");
        Assert.Equal(TransportError.Refused, receiver.Errors.Dequeue());
        socket.Close();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void What_others_send_does_not_arrive(TransportKind kind) => TestBed.Run(kind, async bed =>
    {
        if (bed.IsInMemory)
        {
            Assert.Skip("There are no others.");
        }

        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        peer.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var receiver = new Receiver();
        DatagramSocket socket = bed.Loop.OpenDatagram((IPEndPoint)peer.LocalEndPoint!, receiver, out _)!;
        socket.Send([7]);
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        peer.ReceiveTimeout = 5000;
        peer.ReceiveFrom(new byte[9], ref from);
        other.SendTo([66], from);
        peer.SendTo([8], from);
        await bed.Until(() => receiver.Heard.Count > 0, "No answer came.");
        Assert.Equal([8], Assert.Single(receiver.Heard));
        socket.Close();
    });

    [Theory, ClassData(typeof(AllTransports))]
    public void The_end_of_the_loop_is_the_end_of_its_sockets(TransportKind kind) => TestBed.Run(kind, bed =>
    {
        Assert.NotNull(bed.Loop.OpenDatagram(EchoServer(bed, out IDisposable end), new Receiver(), out _));
        end.Dispose();
        return Task.CompletedTask;
    });

    private static IPEndPoint EchoServer(TestBed bed, out IDisposable end)
    {
        var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var address = (IPEndPoint)server.Client.LocalEndPoint!;
        end = server;
        if (bed.Network is InMemoryNetwork network)
        {
            network.ServeDatagrams(address, (socket, datagram) => socket.Deliver(datagram));
        }
        else
        {
            _ = Task.Run(() => EchoAsync(server));
        }

        return address;
    }

    private static async Task EchoAsync(UdpClient server)
    {
        try
        {
            while (true)
            {
                UdpReceiveResult received = await server.ReceiveAsync();
                await server.SendAsync(received.Buffer, received.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test has ended.
        }
    }

    private sealed class Receiver : IDatagramReceiver
    {
        public Queue<byte[]> Heard { get; } = [];

        public Queue<TransportError> Errors { get; } = [];

        public void OnDatagram(ReadOnlySpan<byte> bytes) => Heard.Enqueue(bytes.ToArray());

        public void OnError(TransportError error) => Errors.Enqueue(error);
    }
}
