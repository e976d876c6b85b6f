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

    private readonly SocketsLoop loop;
    private readonly ConnectionContext context;
    private readonly SocketsListener? listener;
    private readonly PipeReader reader;
    private readonly PipeWriter writer;
    private readonly Socket socket;
    private readonly SocketAddressValue remote;
    private ReadOnlySequence<byte> received;
    private IoStatus end = IoStatus.WouldBlock;
    private bool isReading;
    private IoStatus flushStatus;
    private bool isFlushing;
    private int inFlight;

    public SocketsConnection(SocketsLoop loop, ConnectionContext context, SocketsListener? listener)
        : base(loop)
    {
        this.loop = loop;
        this.context = context;
        this.listener = listener;
        reader = context.Transport.Input;
        writer = context.Transport.Output;
        socket = context.Features.Get<IConnectionSocketFeature>()!.Socket;
        remote = SocketAddressValue.From(context.RemoteEndPoint);
        SendReady = true;
        loop.Add(this);
        BeginRead();
    }

    public override SocketAddressValue RemoteAddress => remote;

    protected internal override IoOutcome Receive(Span<byte> buffer)
    {
        if (received.IsEmpty)
        {
            ReceiveReady = end == IoStatus.WouldBlock ? Readiness.None : Readiness.Ready;
            return new IoOutcome(end);
        }

        ReadOnlySequence<byte> taken = received.Slice(0, Math.Min(buffer.Length, received.Length));
        taken.CopyTo(buffer);
        int count = (int)taken.Length;
        received = received.Slice(count);
        if (received.IsEmpty)
        {
            reader.AdvanceTo(taken.End);
            ReceiveReady = end == IoStatus.WouldBlock ? Readiness.None : Readiness.Ready;
            BeginRead();
        }

        return new IoOutcome(count);
    }

    /// <summary>While Kestrel works on bytes they stay unsent; the call that follows its completion reports them.</summary>
    protected internal override IoOutcome Send(ReadOnlySpan<byte> bytes)
    {
        if (flushStatus != IoStatus.Done)
        {
            return new IoOutcome(flushStatus);
        }

        if (inFlight > 0)
        {
            int done = inFlight;
            inFlight = 0;
            return new IoOutcome(done);
        }

        inFlight = Math.Min(bytes.Length, SendSize);
        writer.Write(bytes[..inFlight]);
        isFlushing = true;
        _ = FlushAsync();
        SendReady = false;
        return IoOutcome.WouldBlock;
    }

    protected override void ShutdownSend()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster: the read in progress tells.
        }
    }

    protected override void CloseTransport(bool reset)
    {
        loop.Remove(this);
        listener?.OnConnectionClosed();
        if (reset)
        {
            socket.Close(timeout: 0);
        }

        if (isReading)
        {
            reader.CancelPendingRead();
        }
        else
        {
            _ = DisposeContextAsync();
        }
    }

    protected override IoStatus Peek() => received.IsEmpty ? end : IoStatus.Done;

    protected override EndPoint? GetLocalEndPoint() => context.LocalEndPoint;

    protected override EndPoint? GetRemoteEndPoint() => context.RemoteEndPoint;

    protected override IPEndPoint? GetOriginalDestination()
    {
        if (IsClosed || remote.IsEmpty)
        {
            return null;
        }

        Span<byte> address = stackalloc byte[28];
        try
        {
            int length = remote.AddressLength == 4
                ? socket.GetRawSocketOption(Libc.IPPROTO_IP, Libc.SO_ORIGINAL_DST, address)
                : socket.GetRawSocketOption(Libc.IPPROTO_IPV6, Libc.IP6T_SO_ORIGINAL_DST, address);
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
        if (end == IoStatus.WouldBlock)
        {
            isReading = true;
            _ = ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            ReadResult result = await reader.ReadAsync().ConfigureAwait(false);
            received = result.Buffer;
            end = result.IsCompleted ? IoStatus.Fin : IoStatus.WouldBlock;
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or OperationCanceledException or ObjectDisposedException)
        {
            end = ToStatus(e);
        }

        loop.Schedule(static connection => ((SocketsConnection)connection!).OnRead(), this);
    }

    private void OnRead()
    {
        isReading = false;
        if (IsClosed)
        {
            _ = DisposeContextAsync();
            return;
        }

        if (end is IoStatus.Reset or IoStatus.TimedOut)
        {
            OnFailure(end);
        }
        else if (end == IoStatus.Fin)
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
            FlushResult result = await writer.FlushAsync().ConfigureAwait(false);
            status = result.IsCompleted ? IoStatus.Reset : IoStatus.Done;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            status = ToStatus(e);
        }

        flushStatus = status;
        loop.Schedule(static connection => ((SocketsConnection)connection!).OnFlushed(), this);
    }

    private void OnFlushed()
    {
        isFlushing = false;
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
        if (isReading || isFlushing)
        {
            return;
        }

        try
        {
            await context.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // It is gone either way.
        }
    }
}
