using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Mesh.Transport.Connections;
using Mesh.Transport.Native;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Mesh.Transport.Sockets;

/// <summary>
/// A connection of Kestrel's socket transport. Kestrel's pipes stand where the others have the kernel's socket: reads and flushes on them are begun
/// here, complete on .NET's threads, and are posted to the loop as readiness.
/// </summary>
internal sealed class SocketsConnection : BufferedConnection
{
    /// <summary>The smallest that lets a flush complete only when the kernel has taken every byte.</summary>
    public const int WriteBufferSize = 2;

    /// <summary>Bytes given to Kestrel's pipe at once; a flush waits for each.</summary>
    private const int SendSize = 64 * 1024;

    private readonly SocketsLoop _loop;
    private readonly ConnectionContext _context;
    private readonly SocketsListener? _listener;
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly Socket _socket;
    private readonly SocketAddressValue _remote;
    private ReadOnlySequence<byte> _received;
    private IoStatus _end = IoStatus.WouldBlock;
    private bool _isReading;
    private IoStatus _flushStatus;
    private bool _isFlushing;
    private int _inFlight;

    public SocketsConnection(SocketsLoop loop, ConnectionContext context, SocketsListener? listener)
        : base(loop)
    {
        _loop = loop;
        _context = context;
        _listener = listener;
        _reader = context.Transport.Input;
        _writer = context.Transport.Output;
        _socket = context.Features.Get<IConnectionSocketFeature>()!.Socket;
        _remote = SocketAddressValue.From(context.RemoteEndPoint);
        SendReady = true;
        loop.Add(this);
        BeginRead();
    }

    public override SocketAddressValue RemoteAddress => _remote;

    protected internal override IoOutcome Receive(Span<byte> buffer)
    {
        if (_received.IsEmpty)
        {
            ReceiveReady = _end == IoStatus.WouldBlock ? Readiness.None : Readiness.Ready;
            return new IoOutcome(_end);
        }

        ReadOnlySequence<byte> taken = _received.Slice(0, Math.Min(buffer.Length, _received.Length));
        taken.CopyTo(buffer);
        int count = (int)taken.Length;
        _received = _received.Slice(count);
        if (_received.IsEmpty)
        {
            _reader.AdvanceTo(taken.End);
            ReceiveReady = _end == IoStatus.WouldBlock ? Readiness.None : Readiness.Ready;
            BeginRead();
        }

        return new IoOutcome(count);
    }

    /// <summary>While Kestrel works on bytes they stay unsent; the call that follows its completion reports them.</summary>
    protected internal override IoOutcome Send(ReadOnlySpan<byte> bytes)
    {
        if (_flushStatus != IoStatus.Done)
        {
            return new IoOutcome(_flushStatus);
        }

        if (_inFlight > 0)
        {
            int done = _inFlight;
            _inFlight = 0;
            return new IoOutcome(done);
        }

        _inFlight = Math.Min(bytes.Length, SendSize);
        _writer.Write(bytes[.._inFlight]);
        _isFlushing = true;
        _ = FlushAsync();
        SendReady = false;
        return IoOutcome.WouldBlock;
    }

    protected override void ShutdownSend()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster: the read in progress tells.
        }
    }

    protected override void CloseTransport(bool reset)
    {
        _loop.Remove(this);
        _listener?.OnConnectionClosed();
        if (reset)
        {
            _socket.Close(timeout: 0);
        }

        if (_isReading)
        {
            _reader.CancelPendingRead();
        }
        else
        {
            _ = DisposeContextAsync();
        }
    }

    protected override IoStatus Peek() => _received.IsEmpty ? _end : IoStatus.Done;

    protected override EndPoint? GetLocalEndPoint() => _context.LocalEndPoint;

    protected override EndPoint? GetRemoteEndPoint() => _context.RemoteEndPoint;

    protected override IPEndPoint? GetOriginalDestination()
    {
        if (IsClosed || _remote.IsEmpty)
        {
            return null;
        }

        Span<byte> address = stackalloc byte[28];
        try
        {
            int length = _remote.AddressLength == 4
                ? _socket.GetRawSocketOption(Libc.IPPROTO_IP, Libc.SO_ORIGINAL_DST, address)
                : _socket.GetRawSocketOption(Libc.IPPROTO_IPV6, Libc.IP6T_SO_ORIGINAL_DST, address);
            return SocketAddressBytes.Parse(address[..length]).ToEndPoint();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static IoStatus ToStatus(Exception exception) =>
        (exception as SocketException ?? exception.InnerException as SocketException)?.SocketErrorCode switch
        {
            SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable => IoStatus.TimedOut,
            _ => IoStatus.Reset,
        };

    private void BeginRead()
    {
        if (_end == IoStatus.WouldBlock)
        {
            _isReading = true;
            _ = ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            ReadResult result = await _reader.ReadAsync().ConfigureAwait(false);
            _received = result.Buffer;
            _end = result.IsCompleted ? IoStatus.Fin : IoStatus.WouldBlock;
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or OperationCanceledException or ObjectDisposedException)
        {
            _end = ToStatus(e);
        }

        _loop.Schedule(static connection => ((SocketsConnection)connection!).OnRead(), this);
    }

    private void OnRead()
    {
        _isReading = false;
        if (IsClosed)
        {
            _ = DisposeContextAsync();
            return;
        }

        if (_end is IoStatus.Reset or IoStatus.TimedOut)
        {
            OnFailure(_end);
        }
        else if (_end == IoStatus.Fin)
        {
            OnPeerFinished();
        }

        OnEvents(input: true, output: false);
    }

    private async Task FlushAsync()
    {
        IoStatus status;
        try
        {
            FlushResult result = await _writer.FlushAsync().ConfigureAwait(false);
            status = result.IsCompleted ? IoStatus.Reset : IoStatus.Done;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            status = ToStatus(e);
        }

        _flushStatus = status;
        _loop.Schedule(static connection => ((SocketsConnection)connection!).OnFlushed(), this);
    }

    private void OnFlushed()
    {
        _isFlushing = false;
        if (!IsClosed)
        {
            OnEvents(input: false, output: true);
        }
        else
        {
            _ = DisposeContextAsync();
        }
    }

    private async Task DisposeContextAsync()
    {
        if (_isReading || _isFlushing)
        {
            return;
        }

        try
        {
            await _context.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // It is gone either way.
        }
    }
}
