using System.Net;
using System.Net.Sockets;
using Mesh.Transport.Connections;
using Mesh.Transport.Native;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Transport.Sockets;

/// <summary>One connect; its result is given on the loop.</summary>
internal sealed class SocketsConnectAttempt(SocketsLoop loop, EndPoint endPoint, ConnectOptions options) : TimerEntry, IConnectAttempt
{
    private static readonly SocketConnectionFactoryOptions s_options = new()
    {
        UnsafePreferInlineScheduling = true,
        MaxWriteBufferSize = SocketsConnection.WriteBufferSize,
    };

    private static readonly SocketConnectionContextFactory s_factory = new(s_options, NullLogger.Instance);

    private readonly TaskCompletionSource<ConnectResult> _result = new();
    private readonly CancellationTokenSource _timeout = new();
    private ConnectionContext? _context;
    private TransportError _error;
    private bool _isCanceled;

    public Task<ConnectResult> StartAsync()
    {
        options.Cancellation?.Guard(this);
        loop.Timers.Set(this, options.Timeout);
        _ = ConnectAsync();
        return _result.Task;
    }

    /// <summary>The attempt may have succeeded by now, unknown to the loop: then its connection is closed again.</summary>
    public void Cancel()
    {
        _isCanceled = true;
        _timeout.Cancel();
    }

    protected internal override void OnDue() => _timeout.Cancel();

    private static TransportError ToError(SocketError error) => error switch
    {
        SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => TransportError.AddressUnavailable,
        SocketError.ConnectionRefused => TransportError.Refused,
        SocketError.ConnectionReset => TransportError.Reset,
        SocketError.TimedOut => TransportError.TimedOut,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => TransportError.Unreachable,
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => TransportError.TooManyFiles,
        _ => TransportError.Other,
    };

    private async Task ConnectAsync()
    {
        try
        {
            _context = await OpenAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _error = TransportError.TimedOut;
        }
        catch (SocketException e)
        {
            TransportError byErrno = Errno.ToConnectError(e.NativeErrorCode);
            _error = byErrno == TransportError.Other ? ToError(e.SocketErrorCode) : byErrno;
        }

        loop.Schedule(static attempt => ((SocketsConnectAttempt)attempt!).Finish(), this);
    }

    private async Task<ConnectionContext> OpenAsync()
    {
        bool isUnix = endPoint.AddressFamily == AddressFamily.Unix;
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            IPAddress? source = endPoint.AddressFamily == AddressFamily.InterNetwork ? options.SourceIPv4 : options.SourceIPv6;
            if (!isUnix)
            {
                socket.NoDelay = true;
                if (source is not null)
                {
                    socket.Bind(new IPEndPoint(source, 0));
                }
            }

            await socket.ConnectAsync(endPoint, _timeout.Token).ConfigureAwait(false);
            return s_factory.Create(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Finish()
    {
        options.Cancellation?.Release();
        loop.Timers.Cancel(this);
        _timeout.Dispose();
        if (_isCanceled)
        {
            _context?.Abort();
            _result.SetResult(new ConnectResult(TransportError.Canceled));
            return;
        }

        _result.SetResult(_context is null ? new ConnectResult(_error) : new ConnectResult(new SocketsConnection(loop, _context, null)));
    }
}
