using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Mesh.Transport.Connections;

/// <summary>
/// The reading side: received straight into pooled blocks, when somebody reads and something is there. It never reads ahead, so what it buffers is
/// bounded by what its reader leaves unconsumed; while nothing is buffered it holds no block.
/// </summary>
internal sealed class ConnectionInput(BufferedConnection connection) : PipeReader, IValueTaskSource<ReadResult>
{
    private BufferBlock? head;
    private BufferBlock? tail;
    private long examined;
    private int gather = 1;
    private bool isReading;
    private bool isCanceled;
    private Waiter waiter;
    private TokenWatch token;

    /// <summary>Bytes received and not consumed.</summary>
    public long Buffered { get; private set; }

    public bool IsCompleted { get; private set; }

    /// <summary>A read is pending.</summary>
    public bool IsWaiting => waiter.IsPending;

    private bool HasResult => isCanceled || token.HasFired || Buffered > examined || connection.InputEnd != ConnectionEnd.Open;

    private BufferPool Pool => connection.Loop.Buffers;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfNotReadable();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        if (HasResult || Receive())
        {
            return new ValueTask<ReadResult>(TakeResult());
        }

        token.Begin(cancellationToken, connection.Loop, static input => ((ConnectionInput)input!).OnTokenCanceled(), this);
        return new ValueTask<ReadResult>(this, waiter.Begin());
    }

    public override bool TryRead(out ReadResult result)
    {
        ThrowIfNotReadable();
        if (HasResult || Receive())
        {
            result = TakeResult();
            return true;
        }

        result = default;
        return false;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!isReading)
        {
            throw new InvalidOperationException("There is no read to advance past.");
        }

        long consumedBytes = Offset(consumed);
        long examinedBytes = Offset(examined);
        if (consumedBytes < 0 || examinedBytes < consumedBytes || examinedBytes > Buffered)
        {
            throw new InvalidOperationException("The position is not one of the buffer last read, or less is examined than consumed.");
        }

        isReading = false;
        Consume(consumedBytes);
        this.examined = examinedBytes - consumedBytes;
        if (connection.IsClosed)
        {
            Release();
        }
    }

    public override void CancelPendingRead()
    {
        isCanceled = true;
        CompleteLater();
    }

    public override void Complete(Exception? exception = null)
    {
        if (IsCompleted)
        {
            return;
        }

        IsCompleted = true;
        isReading = false;
        Release();
        connection.OnInputCompleted();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        waiter.End(token);
        this.token.End();
        return TakeResult();
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => waiter.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        waiter.OnCompleted(continuation, state, token);

    /// <summary>Bytes that the transport was given.</summary>
    public void Deliver(in ReadOnlySequence<byte> bytes)
    {
        connection.OnReceived((int)bytes.Length);
        foreach (ReadOnlyMemory<byte> segment in bytes)
        {
            Fill(segment.Span);
        }
    }

    /// <summary>As new: nobody waits and nothing is buffered.</summary>
    public void Renew()
    {
        if (waiter.IsPending)
        {
            throw new InvalidOperationException("Somebody still reads.");
        }

        Release();
        IsCompleted = isCanceled = isReading = false;
        gather = 1;
    }

    /// <summary>Input or its end is there. False if nobody waits for it.</summary>
    public bool OnReadable()
    {
        if (!waiter.IsPending)
        {
            return false;
        }

        if (HasResult || Receive())
        {
            waiter.Complete();
        }

        return true;
    }

    /// <summary>The connection ended by this side: a pending read ends, later in this turn.</summary>
    public void OnEnded()
    {
        CompleteLater();
        if (!isReading)
        {
            Release();
        }
    }

    /// <summary>Moves buffered bytes into <paramref name="output"/>: blocks that go as a whole change their owner, small pieces are copied.</summary>
    public void MoveTo(ConnectionOutput output, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Buffered);
        isReading = false;
        examined = 0;
        while (count > 0)
        {
            BufferBlock head = this.head!;
            int length = (int)Math.Min(head.Length, count);
            if (length == head.Length && output.PrefersBlock(length))
            {
                RemoveHead();
                Buffered -= length;
                connection.OnInputConsumed(length);
                output.TakeBlock(head);
            }
            else
            {
                output.Copy(head.Written[..length]);
                Consume(length);
            }

            count -= length;
        }
    }

    /// <summary>The same into a writer that is not ours.</summary>
    public void CopyTo(PipeWriter output, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Buffered);
        isReading = false;
        examined = 0;
        while (count > 0)
        {
            int length = (int)Math.Min(head!.Length, count);
            output.Write(head.Written[..length]);
            Consume(length);
            count -= length;
        }
    }

    /// <summary>
    /// One attempt to receive. True if a read can complete now. False: nothing there, or the connection has had its share of this turn and is
    /// called again in the next.
    /// </summary>
    public bool Receive()
    {
        if (!connection.MayReceive())
        {
            return false;
        }

        IoOutcome outcome = gather == 1 ? ReceiveOne() : ReceiveMany();
        if (outcome.Status == IoStatus.Done)
        {
            connection.OnReceived(outcome.Bytes);
            return true;
        }

        if (outcome.Status == IoStatus.WouldBlock)
        {
            return false;
        }

        connection.EndInput(outcome.Status);
        return true;
    }

    private ReadResult TakeResult()
    {
        bool isCanceled = this.isCanceled;
        this.isCanceled = false;
        isReading = true;
        ReadOnlySequence<byte> buffer = head is null
            ? default
            : new ReadOnlySequence<byte>(head, head.Start, tail!, tail!.End);
        return new ReadResult(buffer, isCanceled, connection.InputEnd != ConnectionEnd.Open);
    }

    private IoOutcome ReceiveOne()
    {
        BufferBlock block = this.tail is { } tail && tail.Free >= Pool.BlockSize / 4 ? tail : Pool.Rent();
        int free = block.Free;
        IoOutcome outcome = connection.Receive(block.FreeSpan);
        if (outcome.Bytes == free)
        {
            gather = 2;
        }

        Fill(block, outcome.Bytes);
        return outcome;
    }

    private IoOutcome ReceiveMany()
    {
        BlockArray array = default;
        Span<BufferBlock?> blocks = array[..gather];
        int free = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            BufferBlock block = i == 0 && this.tail is { Free: > 0 } tail ? tail : Pool.Rent();
            blocks[i] = block;
            free += block.Free;
        }

        IoOutcome outcome = connection.Receive(blocks!);
        Adapt(outcome.Bytes, free);
        int left = outcome.Bytes;
        foreach (BufferBlock? block in blocks)
        {
            int length = Math.Min(block!.Free, left);
            left -= length;
            Fill(block, length);
        }

        return outcome;
    }

    /// <summary>More blocks for a reader that finds them full, fewer for one that does not fill half.</summary>
    private void Adapt(int received, int free)
    {
        if (received == free)
        {
            gather = Math.Min(gather * 2, BlockArray.Capacity);
        }
        else if (received < free / 2)
        {
            gather /= 2;
        }
    }

    private void Fill(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            BufferBlock block = this.tail is { Free: > 0 } tail ? tail : Pool.Rent();
            int length = Math.Min(block.Free, bytes.Length);
            bytes[..length].CopyTo(block.FreeSpan);
            Fill(block, length);
            bytes = bytes[length..];
        }
    }

    /// <summary>Appends what was received into <paramref name="block"/>, or gives the block back if it is new and stayed empty.</summary>
    private void Fill(BufferBlock block, int count)
    {
        if (count == 0)
        {
            if (!ReferenceEquals(block, tail))
            {
                Pool.TakeBack(block);
            }

            return;
        }

        if (!ReferenceEquals(block, tail))
        {
            Append(block);
        }

        block.Extend(count);
        Buffered += count;
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

    private void Consume(long count)
    {
        Buffered -= count;
        connection.OnInputConsumed(count);
        while (this.head is { } head)
        {
            int length = (int)Math.Min(head.Length, count);
            head.Start += length;
            count -= length;
            if (head.Length > 0)
            {
                return;
            }

            RemoveHead();
            Pool.TakeBack(head);
        }
    }

    private void RemoveHead()
    {
        BufferBlock head = this.head!;
        this.head = head.NextBlock;
        head.Unlink();
        if (this.head is null)
        {
            tail = null;
        }
    }

    private void Release()
    {
        Consume(Buffered);
        examined = 0;
    }

    /// <summary>Distance of a position from the first unconsumed byte; positions of an empty buffer have no block.</summary>
    private long Offset(SequencePosition position) =>
        position.GetObject() is BufferBlock block && this.head is { } head
            ? block.RunningIndex + position.GetInteger() - head.RunningIndex - head.Start
            : 0;

    /// <summary>Ends a pending read from its caller's side, not within the call.</summary>
    private void CompleteLater()
    {
        if (waiter.IsPending)
        {
            connection.Loop.Schedule(static input => ((ConnectionInput)input!).CompleteIfDue(), this);
        }
    }

    private void CompleteIfDue()
    {
        if (waiter.IsPending && HasResult)
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

    private void ThrowIfNotReadable()
    {
        if (IsCompleted)
        {
            throw new InvalidOperationException("Reading is not allowed after the reader was completed.");
        }

        if (isReading || waiter.IsPending)
        {
            throw new InvalidOperationException("A read is already in progress.");
        }
    }
}
