using System.Net;
using System.Net.Sockets;
using Mesh.Iptables.Probing;
using Mesh.Testing.Netns;

namespace Mesh.Iptables.Tests.Capturing;

/// <summary>A server that tells which connections reach it, and where they were going.</summary>
sealed class Listener : IDisposable
{
    readonly Socket _socket;

    public Listener(NetworkNamespace host, int port, AddressFamily family)
    {
        _socket = host.In(() => new Socket(family, SocketType.Stream, ProtocolType.Tcp));
        if (family == AddressFamily.InterNetworkV6)
        {
            _socket.DualMode = false;
        }

        _socket.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, port));
        _socket.Listen();
    }

    /// <summary>Waits for one connection. The original destination is that of the connection itself when it was not redirected.</summary>
    public async Task<IPEndPoint> Accept()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        using var connection = await _socket.AcceptAsync(timeout.Token);
        return OriginalDestination.Of(connection) ?? (IPEndPoint)connection.LocalEndPoint!;
    }

    public void Dispose() => _socket.Dispose();
}
