namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>
/// The one thread that waits for disks. Workers rent an empty buffer, fill it, and submit it; the number of buffers is the bound of the queue. When
/// all of them wait for a disk that stalls, there is none to rent: lines are dropped and counted, requests go on.
/// The lock is taken once per buffer (64 KB or a second of lines) and never held while writing.
/// </summary>
sealed class LogWriter(int maxBuffers) : IDisposable
{
    /// <summary>Envoy's fileFlushMinSizeKb.</summary>
    public const int BufferSize = 64 * 1024;

    readonly object gate = new();
    readonly Queue<LogBatch> waiting = new();
    readonly Stack<byte[]> empty = new();
    int made;
    bool stopping;
    Thread? thread;
    ILogDestination? toReopen;
    long droppedLines;
    long failedWrites;
    long writtenBytes;

    /// <summary>Lines that were not written: no buffer was free, or writing failed.</summary>
    public long DroppedLines => Volatile.Read(ref droppedLines);

    public long FailedWrites => Volatile.Read(ref failedWrites);

    public long WrittenBytes => Volatile.Read(ref writtenBytes);

    /// <summary>A buffer of <see cref="BufferSize"/>, owned by the caller until <see cref="TakeFull"/>; null if none is free.</summary>
    public byte[]? Rent()
    {
        lock (gate)
        {
            if (empty.TryPop(out var buffer))
            {
                return buffer;
            }

            if (made == maxBuffers || stopping)
            {
                return null;
            }

            made++;
        }

        return GC.AllocateUninitializedArray<byte>(BufferSize);
    }

    /// <summary>Takes the batch and writes it; its buffer is rented out again then. A buffer of another size (for one oversized line) stands in for a rented one.</summary>
    public void TakeFull(LogBatch batch)
    {
        lock (gate)
        {
            waiting.Enqueue(batch);
            thread ??= StartThread();
            Monitor.Pulse(gate);
        }
    }

    public void CountDropped(int lines) => Interlocked.Add(ref droppedLines, lines);

    /// <summary>Asks for a reopening before the next write. For signal handlers too.</summary>
    public void RequestReopen(ILogDestination destination)
    {
        lock (gate)
        {
            toReopen = destination;
            thread ??= StartThread();
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Writes what waits, for at most two seconds.</summary>
    public void Dispose()
    {
        Thread? running;
        lock (gate)
        {
            stopping = true;
            running = thread;
            Monitor.Pulse(gate);
        }

        running?.Join(TimeSpan.FromSeconds(2));
    }

    Thread StartThread()
    {
        var started = new Thread(Run) { IsBackground = true, Name = "access-log" };
        started.Start();
        return started;
    }

    void Run()
    {
        while (Next(out var batch, out var reopen))
        {
            if (reopen is not null)
            {
                Reopen(reopen);
            }

            if (batch is { } full)
            {
                Write(full);
                TakeBack(full.Buffer);
            }
        }
    }

    /// <summary>False once stopping and nothing is left.</summary>
    bool Next(out LogBatch? batch, out ILogDestination? reopen)
    {
        lock (gate)
        {
            while (waiting.Count == 0 && toReopen is null && !stopping)
            {
                Monitor.Wait(gate);
            }

            reopen = toReopen;
            toReopen = null;
            batch = waiting.TryDequeue(out var first) ? first : null;
            return batch is not null || reopen is not null;
        }
    }

    void Write(in LogBatch batch)
    {
        try
        {
            batch.Destination.Write(batch.Buffer.AsSpan(0, batch.Length));
            Volatile.Write(ref writtenBytes, writtenBytes + batch.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk or a closed pipe: traffic matters more than its log, and the next write may succeed.
            Volatile.Write(ref failedWrites, failedWrites + 1);
            CountDropped(batch.Lines);
        }
    }

    void Reopen(ILogDestination destination)
    {
        try
        {
            destination.Reopen();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref failedWrites, failedWrites + 1);
        }
    }

    void TakeBack(byte[] buffer)
    {
        lock (gate)
        {
            empty.Push(buffer.Length == BufferSize ? buffer : GC.AllocateUninitializedArray<byte>(BufferSize));
        }
    }
}
