using System.Net.Sockets;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>A plain HTTP server that answers every request with the same words and remembers the heads it got, byte for byte.</summary>
public sealed class ScriptedHttp(string words, string extraHeaders = "")
{
    readonly List<string> heads = [];

    public IReadOnlyList<string> Heads
    {
        get
        {
            lock (heads)
            {
                return [.. heads];
            }
        }
    }

    public async Task Serve(Socket socket, CancellationToken cancel)
    {
        using var connection = new RawConnection(socket);
        while (!cancel.IsCancellationRequested)
        {
            // Idle as long as the client likes: only within a request is the wait bounded.
            if (await socket.ReceiveAsync(new byte[1], SocketFlags.Peek, cancel) == 0)
            {
                return;
            }

            var (head, _) = await connection.ReadMessage();
            lock (heads)
            {
                heads.Add(head);
            }

            await connection.Send($"HTTP/1.1 200 OK\r\nContent-Length: {words.Length}\r\n{extraHeaders}\r\n{words}");
        }
    }
}
