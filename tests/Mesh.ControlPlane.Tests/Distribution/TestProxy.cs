using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Mesh.Contract;

namespace Mesh.ControlPlane.Tests.Distribution;

/// <summary>A proxy's side of the stream, as small as can be: what it receives it applies.</summary>
sealed class TestProxy : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Socket socket;
    readonly DeltaAssembler assembler = new();
    byte[] received = [];
    bool preambleRead;

    TestProxy(Socket socket) => this.socket = socket;

    public ResourceSet Running { get; set; } = ResourceSet.Empty;

    /// <summary>The frames of the last generation.</summary>
    public IReadOnlyList<Delta> LastFrames { get; private set; } = [];

    public int LastChanged => LastFrames.Sum(frame => frame.Changed.Count);

    public int LastRemoved => LastFrames.Sum(frame => frame.Removed.Count);

    public static async Task<TestProxy> ConnectAsync(EndPoint endPoint)
    {
        var isUnix = endPoint is UnixDomainSocketEndPoint;
        var socket = new Socket(
            isUnix ? AddressFamily.Unix : endPoint.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint);
        return new TestProxy(socket);
    }

    public static Node NodeOf(string id, string @namespace = "default", NodeType type = NodeType.Sidecar, params (string, string)[] labels)
    {
        var node = new Node { Id = id, Namespace = @namespace, Type = type };
        foreach (var (key, value) in labels)
            node.Labels[key] = value;
        return node;
    }

    /// <summary>Introduces itself, and says what it holds in parts of so many.</summary>
    public async Task HelloAsync(Node node, int held = 1_000)
    {
        var output = new ArrayBufferWriter<byte>();
        Preamble.Write(output);
        var parts = Running.Held().Chunk(held).ToList();
        Framing.Write(
            new ClientMessage
            {
                Hello = new Hello { Node = node, ProxyVersion = "test", Generation = Running.Generation, MoreHeld = parts.Count > 0 },
            }, output);
        for (var i = 0; i < parts.Count; i++)
            Framing.Write(new ClientMessage { Held = new HeldResources { Held = { parts[i] }, More = i < parts.Count - 1 } }, output);
        await SendAsync(output.WrittenMemory);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes)..];
    }

    public Task SendAsync(ClientMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        Framing.Write(message, output);
        return SendAsync(output.WrittenMemory);
    }

    public Task AckAsync() => SendAsync(new ClientMessage { Ack = new Ack { Generation = Running.Generation } });

    /// <summary>The next generation, applied; not yet acknowledged.</summary>
    public async Task<ResourceSet> ReceiveAsync()
    {
        while (true)
        {
            var message = await MessageAsync() ?? throw new IOException("the control plane closed");
            if (message.MessageCase != ServerMessage.MessageOneofCase.Delta)
                continue;
            if (assembler.Add(message.Delta, out var frames) != DeltaStatus.Complete)
                continue;
            LastFrames = frames;
            return Running = Running.Apply(frames);
        }
    }

    /// <summary>Receives and acknowledges until what runs satisfies <paramref name="done"/>.</summary>
    public async Task FollowUntilAsync(Func<ResourceSet, bool> done)
    {
        do
        {
            await ReceiveAsync();
            await AckAsync();
        }
        while (!done(Running));
    }

    /// <summary>The next message; null when the control plane closed the connection.</summary>
    public async Task<ServerMessage?> MessageAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var chunk = new byte[64 * 1024];
        while (true)
        {
            if (TryTake(out var message))
                return message;
            int count;
            try
            {
                count = await socket.ReceiveAsync(chunk, patience.Token);
            }
            catch (SocketException)
            {
                return null;
            }

            if (count == 0)
                return null;
            received = [.. received, .. chunk.AsSpan(0, count)];
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    bool TryTake(out ServerMessage? message)
    {
        message = null;
        var buffer = new ReadOnlySequence<byte>(received);
        if (!preambleRead)
        {
            if (Preamble.TryRead(ref buffer, out _) != PreambleStatus.Accepted)
                return false;
            preambleRead = true;
        }

        var status = Framing.TryRead(ref buffer, ServerMessage.Parser, out message);
        received = buffer.ToArray();
        return status switch
        {
            FrameStatus.Complete => true,
            FrameStatus.Incomplete => false,
            FrameStatus.TooLong or FrameStatus.Malformed => throw new InvalidDataException(status.ToString()),
        };
    }
}
