using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Mesh.Transport.Connections;

/// <summary>
/// The writing side: a chain of blocks that a flush gives to the kernel at once and that waits, if the kernel has no room, for its event. A block goes
/// back to the pool as soon as it is sent.
/// </summary>
internal sealed class ConnectionOutput(BufferedConnection connection) : PipeWriter, IValueTaskSource<FlushResult>
{
    /// <summary>Up to here a copy into a block that is begun costs less than one more piece of a gathered send.</summary>
    private const int CopyLimit = 2048;

    private BufferBlock? head;
    private BufferBlock? tail;
    private bool isCanceled;
    private Waiter waiter;
    private TokenWatch token;

    /// <summary>Bytes written and not yet taken by the kernel.</summary>
    public long Unsent { get; private set; }

    public bool IsCompleted { get; private set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => Unsent;

    private BufferPool Pool => connection.Loop.Buffers;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        BufferBlock block = GetBlock(sizeHint);
        return block.Array.AsMemory(block.End);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetBlock(sizeHint).FreeSpan;

    public override void Advance(int bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        if (tail is null || (uint)bytes > (uint)tail.Free)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "More than was asked for.");
        }

        tail.Extend(bytes);
        Unsent += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfNotWritable();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        if (Drain() || isCanceled)
        {
            return new ValueTask<FlushResult>(TakeResult());
        }

        token.Begin(cancellationToken, connection.Loop, static output => ((ConnectionOutput)output!).OnTokenCanceled(), this);
        return new ValueTask<FlushResult>(this, waiter.Begin());
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        ThrowIfNotWritable();
        ReadOnlySpan<byte> left = source.Span;
        // What the kernel takes straight from the source is never copied.
        if (left.Length > CopyLimit && !cancellationToken.IsCancellationRequested && Drain())
        {
            left = SendDirectly(left);
        }

        Copy(left);
        return FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush()
    {
        isCanceled = true;
        if (waiter.IsPending)
        {
            connection.Loop.Schedule(static output => ((ConnectionOutput)output!).CompleteIfDue(), this);
        }
    }

    /// <summary>Sends what is written, then FIN. With an exception the message is known to be cut short, and the connection is reset: an orderly end would claim that it is whole.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (IsCompleted)
        {
            return;
        }

        IsCompleted = true;
        if (exception is not null)
        {
            connection.Abort();
            return;
        }

        if (Drain())
        {
            connection.FinishOutput();
        }
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token)
    {
        waiter.End(token);
        this.token.End();
        return TakeResult();
    }

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => waiter.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        waiter.OnCompleted(continuation, state, token);

    /// <summary>There is room again, or the direction has ended.</summary>
    public void OnWritable()
    {
        if (!Drain())
        {
            return;
        }

        if (waiter.IsPending)
        {
            waiter.Complete();
        }

        if (IsCompleted)
        {
            connection.FinishOutput();
        }
    }

    /// <summary>The connection ended: what is unsent is dropped, a pending flush ends later in this turn.</summary>
    public void OnEnded()
    {
        Release();
        if (waiter.IsPending)
        {
            connection.Loop.Schedule(static output => ((ConnectionOutput)output!).CompleteIfDue(), this);
        }
    }

    /// <summary>As new: nobody waits and nothing is written.</summary>
    public void Renew()
    {
        if (waiter.IsPending)
        {
            throw new InvalidOperationException("Somebody still flushes.");
        }

        Release();
        IsCompleted = isCanceled = false;
    }

    /// <summary>Gives the kernel what it takes. True if nothing is left: all was sent, or the direction has ended and the rest was dropped.</summary>
    public bool Drain()
    {
        while (Unsent > 0)
        {
            if (connection.OutputEnd != ConnectionEnd.Open)
            {
                break;
            }

            if (!connection.CanSend)
            {
                return false;
            }

            IoOutcome outcome = ReferenceEquals(head, tail) ? connection.Send(head!.Written) : connection.Send(head!);
            if (outcome.Status == IoStatus.Done)
            {
                OnSent(outcome.Bytes);
            }
            else if (outcome.Status != IoStatus.WouldBlock)
            {
                connection.EndOutput(outcome.Status);
            }
        }

        Release();
        return true;
    }

    /// <summary>True if a block of so many bytes is better taken than copied.</summary>
    public bool PrefersBlock(int length) => this.tail is not { } tail || length > CopyLimit || length > tail.Free;

    /// <summary>Takes a filled block as the next to send.</summary>
    public void TakeBlock(BufferBlock block)
    {
        Unsent += block.Length;
        Append(block);
    }

    public void Copy(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            BufferBlock block = GetBlock(1);
            int length = Math.Min(block.Free, bytes.Length);
            bytes[..length].CopyTo(block.FreeSpan);
            block.Extend(length);
            Unsent += length;
            bytes = bytes[length..];
        }
    }

    private FlushResult TakeResult()
    {
        bool isCanceled = this.isCanceled;
        this.isCanceled = false;
        return new FlushResult(isCanceled, connection.OutputEnd != ConnectionEnd.Open);
    }

    private ReadOnlySpan<byte> SendDirectly(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && connection.CanSend && connection.OutputEnd == ConnectionEnd.Open)
        {
            IoOutcome outcome = connection.Send(bytes);
            if (outcome.Status == IoStatus.Done)
            {
                connection.OnSent(outcome.Bytes);
                bytes = bytes[outcome.Bytes..];
            }
            else if (outcome.Status != IoStatus.WouldBlock)
            {
                connection.EndOutput(outcome.Status);
            }
        }

        return bytes;
    }

    private void OnSent(int count)
    {
        connection.OnSent(count);
        Unsent -= count;
        while (this.head is { } head && count >= head.Length)
        {
            count -= head.Length;
            RemoveHead();
        }

        if (count > 0)
        {
            this.head!.Start += count;
        }
    }

    private BufferBlock GetBlock(int sizeHint)
    {
        if (IsCompleted)
        {
            throw new InvalidOperationException("Writing is not allowed after the writer was completed.");
        }

        int size = Math.Max(sizeHint, 1);
        if (this.tail is { } tail && tail.Free >= size)
        {
            return tail;
        }

        BufferBlock block = Pool.RentAtLeast(size);
        Append(block);
        return block;
    }

    private void Append(BufferBlock block)
    {
        if (tail is null)
        {
            head = block;
        }
        else
        {
            tail.Link(block);
        }

        tail = block;
    }

    private void RemoveHead()
    {
        BufferBlock head = this.head!;
        this.head = head.NextBlock;
        if (this.head is null)
        {
            tail = null;
        }

        Pool.TakeBack(head);
    }

    private void Release()
    {
        Unsent = 0;
        while (head is not null)
        {
            RemoveHead();
        }
    }

    private void CompleteIfDue()
    {
        if (waiter.IsPending && (isCanceled || Unsent == 0))
        {
            waiter.Complete();
        }
    }

    private void OnTokenCanceled()
    {
        if (waiter.IsPending && token.Fire())
        {
            waiter.Complete();
        }
    }

    private void ThrowIfNotWritable()
    {
        if (IsCompleted)
        {
            throw new InvalidOperationException("Flushing is not allowed after the writer was completed.");
        }

        if (waiter.IsPending)
        {
            throw new InvalidOperationException("A flush is already in progress.");
        }
    }
}
