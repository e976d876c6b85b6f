using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mesh.Transport.Native;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Mesh.Transport.Sockets;

/// <summary>A listener of Kestrel's socket transport. Out of file descriptors, it does what .NET does: nothing is shed.</summary>
internal sealed class SocketsListener : TransportListener
{
    private readonly SocketsLoop _loop;
    private readonly IConnectionListener _listener;
    private readonly IConnectionAcceptor _acceptor;
    private readonly SemaphoreSlim _room;
    private bool _isStopped;
    private int _open;

    private SocketsListener(SocketsLoop loop, IConnectionListener listener, int maxConnections, IConnectionAcceptor acceptor)
    {
        _loop = loop;
        _listener = listener;
        _acceptor = acceptor;
        _room = new SemaphoreSlim(maxConnections);
    }

    public override EndPoint EndPoint => _listener.EndPoint;

    public override int OpenConnections => _open;

    /// <exception cref="TransportException">The address cannot be bound.</exception>
    public static SocketsListener Open(SocketsLoop loop, EndPoint endPoint, ListenOptions options, IConnectionAcceptor acceptor)
    {
        var transportOptions = new SocketTransportOptions
        {
            Backlog = options.Backlog,
            UnsafePreferInlineScheduling = true,
            MaxWriteBufferSize = SocketsConnection.WriteBufferSize,
            CreateBoundListenSocket = address => Bind(address, options),
        };
        var factory = new SocketTransportFactory(Options.Create(transportOptions), NullLoggerFactory.Instance);
        try
        {
            // Binding is synchronous inside.
            IConnectionListener inner = factory.BindAsync(endPoint).AsTask().GetAwaiter().GetResult();
            var listener = new SocketsListener(loop, inner, options.MaxConnections, acceptor);
            _ = listener.AcceptAllAsync();
            return listener;
        }
        catch (Exception e) when (e is SocketException or AddressInUseException)
        {
            int errno = ((e as SocketException) ?? e.InnerException as SocketException)?.NativeErrorCode ?? Errno.EADDRINUSE;
            throw new TransportException($"{endPoint} cannot be listened on: {Errno.Describe(errno)}.", errno);
        }
    }

    public override void Stop()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            _loop.Remove(this);
            _room.Release();
            _ = CloseAsync();
        }
    }

    internal void OnConnectionClosed()
    {
        _open--;
        _room.Release();
    }

    private static Socket Bind(EndPoint endPoint, ListenOptions options)
    {
        if (endPoint is not IPEndPoint)
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        }

        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (options.ReusePort)
        {
            int on = 1;
            socket.SetRawSocketOption(Libc.SOL_SOCKET, Libc.SO_REUSEPORT, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in on)));
        }

        if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = !options.IPv6Only;
        }

        try
        {
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AcceptAllAsync()
    {
        while (true)
        {
            await _room.WaitAsync().ConfigureAwait(false);
            ConnectionContext? connection = await AcceptAsync().ConfigureAwait(false);
            if (connection is null)
            {
                return;
            }

            _loop.Schedule(accepted => OnAccepted((ConnectionContext)accepted!), connection);
        }
    }

    private async ValueTask<ConnectionContext?> AcceptAsync()
    {
        try
        {
            return await _listener.AcceptAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private void OnAccepted(ConnectionContext context)
    {
        var connection = new SocketsConnection(_loop, context, this);
        if (_isStopped)
        {
            connection.Abort();
            return;
        }

        _open++;
        _acceptor.OnAccept(connection, this);
    }

    private async Task CloseAsync()
    {
        await _listener.UnbindAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
    }
}
