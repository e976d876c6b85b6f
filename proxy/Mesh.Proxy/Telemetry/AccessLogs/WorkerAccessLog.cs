namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>A worker's lines: formatted into a buffer of its own, handed to the writer's thread when the buffer is full or a second old. Allocates nothing per line.</summary>
sealed class WorkerAccessLog(AccessLogSwitch source, WallClock clock)
{
    /// <summary>Envoy's fileFlushInterval.</summary>
    public static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(1000);

    /// <summary>A line with every header at its limit and every byte of it escaped fits. Without this a client could keep its requests out of the log.</summary>
    const int OversizedLine = 512 * 1024;

    readonly LogLine line = new();
    AccessLogTarget? target;
    byte[]? buffer;
    int length;
    int lines;

    /// <summary>True while lines wait for <see cref="Flush"/>.</summary>
    public bool HasLines => lines > 0;

    public void Write(in AccessLogRecord record)
    {
        var current = source.Current;
        if (!ReferenceEquals(current, target))
        {
            Flush();
            target = current;
        }

        if (target is null || TryWrite(record))
        {
            return;
        }

        Flush();
        if (!TryWrite(record))
        {
            WriteOversized(record);
        }
    }

    /// <summary>Hands over what has been gathered.</summary>
    public void Flush()
    {
        if (buffer is null || target is null || lines == 0)
        {
            return;
        }

        source.Writer.TakeFull(new LogBatch(target.Destination, buffer, length, lines));
        buffer = null;
        length = 0;
        lines = 0;
    }

    /// <summary>False: the line does not fit behind those in the buffer. True too when it had to be dropped.</summary>
    bool TryWrite(in AccessLogRecord record)
    {
        buffer ??= source.Writer.Rent();
        if (buffer is null)
        {
            source.Writer.CountDropped(1);
            return true;
        }

        return TryFormat(record, buffer);
    }

    bool TryFormat(in AccessLogRecord record, byte[] into)
    {
        line.Use(into, length);
        target!.Format.Write(line, record, clock);
        if (line.IsFull)
        {
            return false;
        }

        length = line.Length;
        lines++;
        return true;
    }

    /// <summary>The buffer is empty and still too small: it is given up for a larger one, used once.</summary>
    void WriteOversized(in AccessLogRecord record)
    {
        buffer = GC.AllocateUninitializedArray<byte>(OversizedLine);
        if (!TryFormat(record, buffer))
        {
            source.Writer.CountDropped(1);
            lines = 0;
            buffer = GC.AllocateUninitializedArray<byte>(LogWriter.BufferSize);
            return;
        }

        Flush();
    }
}
