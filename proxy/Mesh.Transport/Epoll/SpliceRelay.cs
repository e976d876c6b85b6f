using Mesh.Transport.Connections;
using Mesh.Transport.Native;

namespace Mesh.Transport.Epoll;

/// <summary>
/// A relay that lets the kernel move bulk from socket to socket. Splicing needs one call more than copying to learn that the source is empty, so small
/// exchanges are copied; a source that keeps filling whole blocks is spliced until it slows down.
/// </summary>
internal sealed unsafe class SpliceRelay(EpollConnection source) : Relay(source)
{
    /// <summary>Received by one call, it shows a source with more to come; splicing less shows that it has slowed down.</summary>
    private const int BulkSize = 16 * 1024;

    private SplicePipe? pipe;
    private bool isBulk;

    private new EpollConnection Source => (EpollConnection)base.Source;

    private new EpollConnection Destination => (EpollConnection)base.Destination;

    private PipePool Pipes => Source.EpollLoop.Pipes;

    protected override bool Take()
    {
        if (isBulk && base.Destination is EpollConnection && TrySplice(out bool taken))
        {
            return taken;
        }

        long before = Source.BytesReceived;
        bool received = base.Take();
        isBulk = Source.BytesReceived - before >= BulkSize / 2 && Source.ReceiveReady != Readiness.None;
        return received;
    }

    protected override bool Deliver()
    {
        if (!base.Deliver())
        {
            return false;
        }

        while (this.pipe is { Filled: > 0 } pipe)
        {
            if (!Destination.CanSend)
            {
                return false;
            }

            nint moved = Libc.Splice(
                pipe.ReadEnd, null, Destination.Fd, null, (nuint)pipe.Filled, Libc.SPLICE_F_MOVE | Libc.SPLICE_F_NONBLOCK);
            if (moved <= 0)
            {
                return OnNotDelivered(Errno.Last);
            }

            pipe.Filled -= moved;
            Destination.OnSent((int)moved);
        }

        ReturnPipe();
        return true;
    }

    protected override void Release()
    {
        isBulk = false;
        if (this.pipe is { Filled: > 0 } pipe && Destination.OutputEnd == ConnectionEnd.Open && !Destination.BufferedOutput.IsCompleted)
        {
            ReadBack(pipe);
        }

        ReturnPipe();
    }

    /// <summary>False if there is no pipe to be had: the caller copies.</summary>
    private bool TrySplice(out bool taken)
    {
        taken = false;
        if (!Source.MayReceive())
        {
            return true;
        }

        pipe ??= Pipes.Rent();
        if (pipe is null)
        {
            isBulk = false;
            return false;
        }

        nint moved = Libc.Splice(
            Source.Fd, null, pipe.WriteEnd, null, (nuint)Math.Min(Remaining, PipePool.PipeSize), Libc.SPLICE_F_MOVE | Libc.SPLICE_F_NONBLOCK);
        taken = moved > 0 ? OnSpliced(moved) : OnNotSpliced(moved == 0 ? IoStatus.Fin : Errno.ToStatus(Errno.Last));
        return true;
    }

    private bool OnSpliced(nint moved)
    {
        pipe!.Filled = moved;
        isBulk = moved >= BulkSize;
        Source.OnReceived((int)moved);
        OnTaken(moved);
        return true;
    }

    private bool OnNotSpliced(IoStatus status)
    {
        ReturnPipe();
        if (status == IoStatus.WouldBlock)
        {
            Source.OnReceiveBlocked();
            return false;
        }

        Source.EndInput(status);
        return true;
    }

    private bool OnNotDelivered(int errno)
    {
        IoStatus status = Errno.ToStatus(errno);
        if (status == IoStatus.WouldBlock)
        {
            Destination.OnSendBlocked();
        }
        else
        {
            Destination.EndOutput(status);
        }

        return false;
    }

    /// <summary>The relay was cancelled: what the kernel holds becomes bytes to be flushed, so that none is lost.</summary>
    private void ReadBack(SplicePipe pipe)
    {
        while (pipe.Filled > 0)
        {
            BufferBlock block = Source.Loop.Buffers.Rent();
            nint read;
            fixed (byte* pointer = block.FreeSpan)
            {
                read = Libc.Read(pipe.ReadEnd, pointer, (nuint)block.Free);
            }

            if (read <= 0)
            {
                Source.Loop.Buffers.TakeBack(block);
                return;
            }

            block.Extend((int)read);
            pipe.Filled -= read;
            Destination.BufferedOutput.TakeBlock(block);
        }
    }

    private void ReturnPipe()
    {
        if (this.pipe is { } pipe)
        {
            this.pipe = null;
            Pipes.TakeBack(pipe);
        }
    }
}
