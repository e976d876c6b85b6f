using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.Testing.Netns;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>One end of a TCP connection, read and written byte by byte where tests care for what HTTP clients hide. Every wait is bounded.</summary>
public sealed class RawConnection(Socket socket) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly NetworkStream stream = new(socket, ownsSocket: true);

    public Socket Socket => socket;

    public Stream Stream => stream;

    public static async Task<RawConnection> Open(NetworkNamespace from, string address, int port)
    {
        var socket = from.NewSocket(IPAddress.Parse(address).AddressFamily);
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address), port).WaitAsync(Patience);
            return new RawConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task Send(string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask().WaitAsync(Patience);

    /// <summary>Says that nothing more is sent, and still reads.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends by RST.</summary>
    public void Reset()
    {
        // Not by the stream, which would say FIN first.
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>Exactly so many bytes.</summary>
    /// <exception cref="EndOfStreamException">The peer ended before.</exception>
    public async Task<string> Read(int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Patience);
        return Encoding.Latin1.GetString(bytes);
    }

    /// <summary>Up to and with the end mark.</summary>
    /// <exception cref="EndOfStreamException">The peer ended before.</exception>
    public async Task<string> ReadUntil(string end)
    {
        var text = new StringBuilder();
        while (text.Length < end.Length || text.ToString(text.Length - end.Length, end.Length) != end)
        {
            text.Append(await Read(1));
        }

        return text.ToString();
    }

    /// <summary>A message head, with its empty line.</summary>
    public Task<string> ReadHead() => ReadUntil("\r\n\r\n");

    /// <summary>A message whose body is as long as its Content-Length says (none: empty).</summary>
    public async Task<(string Head, string Body)> ReadMessage()
    {
        var head = await ReadHead();
        return (head, await Read((int)ContentLength(head)));
    }

    public static long ContentLength(string head) =>
        head.Split("\r\n").FirstOrDefault(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase)) is { } line
            ? long.Parse(line[(line.IndexOf(':') + 1)..])
            : 0;

    /// <summary>Everything up to the peer's end.</summary>
    /// <exception cref="IOException">It ended by RST.</exception>
    public async Task<string> ReadToEnd()
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all).WaitAsync(Patience);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Waits, as long as it takes, until the peer has nothing more to say: what it still sends is dropped.</summary>
    public Task WaitForEnd(CancellationToken cancel) => stream.CopyToAsync(Stream.Null, cancel);

    /// <summary>How the peer ends without a byte: "end" or "reset".</summary>
    public async Task<string> HowItEnds()
    {
        try
        {
            var text = await ReadToEnd();
            return text.Length == 0 ? "end" : $"data: {text}";
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return "reset";
        }
        catch (TimeoutException)
        {
            return "not at all";
        }
    }

    /// <summary>The same for a connection that may be over before the client has seen it begin.</summary>
    public static async Task<string> HowItEnds(NetworkNamespace from, string address, int port)
    {
        try
        {
            using var connection = await Open(from, address, port);
            return await connection.HowItEnds();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return "reset";
        }
    }

    public void Dispose() => stream.Dispose();
}
