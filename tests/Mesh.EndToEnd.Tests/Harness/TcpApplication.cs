using System.Net;
using System.Net.Sockets;
using Mesh.Testing.Netns;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>
/// A scripted application: a listening socket of a pod, served from the test's own process. The socket is root's, not the proxy's, so it is captured as an
/// application's is.
/// </summary>
public sealed class TcpApplication : IAsyncDisposable
{
    readonly Socket listener;
    readonly Func<Socket, CancellationToken, Task> serve;
    readonly CancellationTokenSource stop = new();
    readonly List<Task> tasks = [];
    readonly List<Socket> open = [];
    readonly List<string> peers = [];

    public TcpApplication(NetworkNamespace host, string address, int port, Func<Socket, CancellationToken, Task> serve)
    {
        this.serve = serve;
        var ip = IPAddress.Parse(address);
        listener = host.NewSocket(ip.AddressFamily);
        listener.Bind(new IPEndPoint(ip, port));
        listener.Listen(128);
        tasks.Add(Accept());
    }

    /// <summary>Source addresses of the connections, in their order.</summary>
    public IReadOnlyList<string> Peers
    {
        get
        {
            lock (peers)
            {
                return [.. peers];
            }
        }
    }

    /// <summary>Ends the scripts, and fails as the first of them failed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync();
        listener.Dispose();
        Task[] pending;
        lock (tasks)
        {
            open.ForEach(socket => socket.Dispose());
            pending = [.. tasks];
        }

        await Task.WhenAll(pending);
    }

    async Task Accept()
    {
        while (!stop.IsCancellationRequested)
        {
            Socket accepted;
            try
            {
                accepted = await listener.AcceptAsync(stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            lock (peers)
            {
                peers.Add(((IPEndPoint)accepted.RemoteEndPoint!).Address.ToString());
            }

            lock (tasks)
            {
                open.Add(accepted);
                tasks.Add(Serve(accepted));
            }
        }
    }

    // A peer that goes away ends the script; what the client saw is what tests look at.
    async Task Serve(Socket accepted)
    {
        using (accepted)
        {
            accepted.NoDelay = true;
            try
            {
                await serve(accepted, stop.Token);
            }
            catch (Exception e) when (stop.IsCancellationRequested || e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
            }
        }
    }
}
