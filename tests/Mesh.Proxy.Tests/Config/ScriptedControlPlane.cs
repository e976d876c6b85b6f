using System.Buffers;
using System.Net;
using Mesh.Contract;
using Mesh.Testing.InMemory;
using Mesh.Transport;

namespace Mesh.Proxy.Tests.Config;

/// <summary>A control plane that does what the test says, over the in-memory transport.</summary>
sealed class ScriptedControlPlane : IConnectionAcceptor
{
    readonly InMemoryLoop loop;
    TransportListener? listener;

    public ScriptedControlPlane(InMemoryNetwork network)
    {
        loop = network.CreateLoop();
        Open();
    }

    public static IPEndPoint Address { get; } = new(IPAddress.Parse("10.0.0.100"), 15010);

    public int Connections => ConnectedAt.Count;

    /// <summary>When each connection came.</summary>
    public List<TimeSpan> ConnectedAt { get; } = [];

    /// <summary>What the proxy said on the present connection, hello first.</summary>
    public List<ClientMessage> Received { get; } = [];

    public TransportConnection? Current { get; private set; }

    /// <summary>Sent as soon as a proxy connects; the preamble, if the test does not say otherwise.</summary>
    public byte[] Greeting { get; set; } = PreambleBytes();

    public static byte[] PreambleBytes()
    {
        var bytes = new ArrayBufferWriter<byte>();
        Preamble.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    public static byte[] Frame(ServerMessage message)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Framing.Write(message, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    public static ServerMessage Delta(ulong generation, params Resource[] changed) =>
        new() { Delta = new Delta { Generation = generation, Changed = { changed }, Complete = true } };

    public void Open() => listener = loop.Listen(Address, ListenOptions.Default, this);

    public void Close() => listener!.Stop();

    public void OnAccept(TransportConnection connection, TransportListener from)
    {
        ConnectedAt.Add(loop.Network.Time.Elapsed);
        Current = connection;
        Received.Clear();
        Send(Greeting);
        _ = ReadAsync(connection);
    }

    public void Send(byte[] bytes)
    {
        Current!.Output.Write(bytes);
        _ = Current.Output.FlushAsync();
    }

    public void Send(params ServerMessage[] messages) => Send([.. messages.SelectMany(Frame)]);

    public void Hangup() => Current!.Close();

    async Task ReadAsync(TransportConnection connection)
    {
        var hasPreamble = false;
        while (true)
        {
            var result = await connection.Input.ReadAsync();
            var buffer = result.Buffer;
            hasPreamble = hasPreamble || Preamble.TryRead(ref buffer, out _) == PreambleStatus.Accepted;
            while (hasPreamble && Framing.TryRead(ref buffer, ClientMessage.Parser, out var message) == FrameStatus.Complete)
                Received.Add(message!);
            connection.Input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                break;
        }

        connection.Input.Complete();
        connection.Output.Complete();
    }
}
