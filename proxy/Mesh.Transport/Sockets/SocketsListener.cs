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
    private readonly SocketsLoop loop;
    private readonly IConnectionListener listener;
    private readonly IConnectionAcceptor acceptor;
    private readonly SemaphoreSlim room;
    private bool isStopped;
    private int open;

    private SocketsListener(SocketsLoop loop, IConnectionListener listener, int maxConnections, IConnectionAcceptor acceptor)
    {
        this.loop = loop;
        this.listener = listener;
        this.acceptor = acceptor;
        room = new SemaphoreSlim(maxConnections);
    }

    public override EndPoint EndPoint => listener.EndPoint;

    public override int OpenConnections => open;

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
        if (!isStopped)
        {
            isStopped = true;
            loop.Remove(this);
            room.Release();
            _ = CloseAsync();
        }
    }

    internal void OnConnectionClosed()
    {
        open--;
        room.Release();
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
            await room.WaitAsync().ConfigureAwait(false);
            ConnectionContext? connection = await AcceptAsync().ConfigureAwait(false);
            if (connection is null)
            {
                return;
            }

            loop.Schedule(accepted => OnAccepted((ConnectionContext)accepted!), connection);
        }
    }

    private async ValueTask<ConnectionContext?> AcceptAsync()
    {
        try
        {
            return await listener.AcceptAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private void OnAccepted(ConnectionContext context)
    {
        var connection = new SocketsConnection(loop, context, this);
        if (isStopped)
        {
            connection.Abort();
            return;
        }

        open++;
        acceptor.OnAccept(connection, this);
    }

    private async Task CloseAsync()
    {
        await listener.UnbindAsync().ConfigureAwait(false);
        await listener.DisposeAsync().ConfigureAwait(false);
    }
}
