using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>A backend on loopback that plays one script on each connection. A script that throws fails the test.</summary>
sealed class ScriptedBackend : IAsyncDisposable
{
    readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly ConcurrentQueue<BackendConnection> connections = [];
    readonly ConcurrentQueue<Task> scripts = [];
    readonly Func<BackendConnection, Task> script;
    readonly Task accepting;
    long requests;

    ScriptedBackend(Func<ScriptedBackend, BackendConnection, Task> script, int port = 0)
    {
        // As servers do: what a connection of a former listener left behind does not keep the port.
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        this.script = connection => script(this, connection);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    public IReadOnlyCollection<BackendConnection> Connections => connections;

    /// <summary>Requests that a script said it has answered.</summary>
    public long Requests => Volatile.Read(ref requests);

    public static ScriptedBackend Start(Func<BackendConnection, Task> script) => new((_, connection) => script(connection));

    /// <summary>On a port that something else had before.</summary>
    public static ScriptedBackend Start(int port, Func<BackendConnection, Task> script) => new((_, connection) => script(connection), port);

    /// <summary>Answers requests without a body, for as long as the proxy keeps the connection.</summary>
    public static ScriptedBackend StartGood(string body = "good", string fields = "")
    {
        var response = Encoding.Latin1.GetBytes(Response(body, fields));
        return new ScriptedBackend(async (backend, connection) =>
        {
            while (await connection.ReadHeadAsync() is not null && await connection.SendAsync(response))
            {
                Interlocked.Increment(ref backend.requests);
            }
        });
    }

    public static string Response(string body, string fields = "") => $"HTTP/1.1 200 OK\r\n{fields}Content-Length: {body.Length}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        foreach (var connection in connections)
        {
            connection.Finish();
        }

        await accepting;
        await Task.WhenAll(scripts).WaitAsync(TimeSpan.FromSeconds(20));
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                socket.NoDelay = true;
                var connection = new BackendConnection(socket);
                connections.Enqueue(connection);
                scripts.Enqueue(RunAsync(connection));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task RunAsync(BackendConnection connection)
    {
        await Task.Yield();
        try
        {
            await script(connection);
        }
        finally
        {
            connection.Finish();
        }
    }
}
