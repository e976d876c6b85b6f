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
    private static readonly SocketConnectionFactoryOptions Options = new()
    {
        UnsafePreferInlineScheduling = true,
        MaxWriteBufferSize = SocketsConnection.WriteBufferSize,
    };

    private static readonly SocketConnectionContextFactory Factory = new(Options, NullLogger.Instance);

    private readonly TaskCompletionSource<ConnectResult> result = new();
    private readonly CancellationTokenSource timeout = new();
    private ConnectionContext? context;
    private TransportError error;
    private bool isCanceled;

    public Task<ConnectResult> StartAsync()
    {
        options.Cancellation?.Guard(this);
        loop.Timers.Set(this, options.Timeout);
        _ = ConnectAsync();
        return result.Task;
    }

    /// <summary>The attempt may have succeeded by now, unknown to the loop: then its connection is closed again.</summary>
    public void Cancel()
    {
        isCanceled = true;
        timeout.Cancel();
    }

    protected internal override void OnDue() => timeout.Cancel();

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
            context = await OpenAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            error = TransportError.TimedOut;
        }
        catch (SocketException e)
        {
            TransportError byErrno = Errno.ToConnectError(e.NativeErrorCode);
            error = byErrno == TransportError.Other ? ToError(e.SocketErrorCode) : byErrno;
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

            await socket.ConnectAsync(endPoint, timeout.Token).ConfigureAwait(false);
            return Factory.Create(socket);
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
        timeout.Dispose();
        if (isCanceled)
        {
            context?.Abort();
            result.SetResult(new ConnectResult(TransportError.Canceled));
            return;
        }

        result.SetResult(context is null ? new ConnectResult(error) : new ConnectResult(new SocketsConnection(loop, context, null)));
    }
}
