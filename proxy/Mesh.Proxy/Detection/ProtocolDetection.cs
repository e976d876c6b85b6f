using System.Buffers;
using System.Runtime.CompilerServices;
using Mesh.Protocols.Detection;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Detection;

/// <summary>
/// Looks at the first bytes of a connection to a port of undeclared protocol, and leaves them unread. Bounded in size by the sniffer, in time by
/// deadlines. May end undecided and be begun again: what it has seen is still there.
/// </summary>
sealed class ProtocolDetection : IDeadlineOwner
{
    readonly TransportConnection connection;
    readonly bool servesHttp;
    readonly bool servesHttp10;
    readonly Deadline deadline;
    DetectionPatience? patience;
    bool isOver;

    /// <param name="connection">Its input.</param>
    /// <param name="servesHttp">False: HTTP of any version is opaque.</param>
    /// <param name="servesHttp10">False: HTTP/1.0 is (2.9).</param>
    public ProtocolDetection(TransportConnection connection, bool servesHttp, bool servesHttp10)
    {
        this.connection = connection;
        this.servesHttp = servesHttp;
        this.servesHttp10 = servesHttp10;
        deadline = new Deadline(connection.Loop.Timers, this);
    }

    /// <summary>The client sends no more, or is gone.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>It has been silent for longer than it may.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>For a bounded time.</summary>
    /// <returns>NeedMore: the client has not shown it by then, or <see cref="HasEnded"/>.</returns>
    public ValueTask<SniffedProtocol> RunAsync(TimeSpan timeout)
    {
        deadline.Set(DeadlineReason.Detection, timeout);
        return SniffAsync();
    }

    /// <summary>While others look whether the server speaks.</summary>
    /// <returns>NeedMore: <see cref="HasEnded"/>, <see cref="IsIdle"/>, or <see cref="Stop"/> was called.</returns>
    public ValueTask<SniffedProtocol> RunAsync(DetectionPatience whilePatient)
    {
        patience = whilePatient;
        deadline.Set(DeadlineReason.KeepAlive, whilePatient.Silence);
        return SniffAsync();
    }

    /// <summary>Ends it undecided. Only while it runs.</summary>
    public void Stop()
    {
        patience = null;
        EndRead();
    }

    public void OnDeadline(DeadlineReason reason)
    {
        IsIdle = reason == DeadlineReason.KeepAlive;
        EndRead();
    }

    void EndRead()
    {
        isOver = true;
        connection.Input.CancelPendingRead();
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<SniffedProtocol> SniffAsync()
    {
        isOver = false;
        try
        {
            while (true)
            {
                var read = await connection.Input.ReadAsync();
                HasEnded = read.IsCompleted;
                var sniffed = Sniff(read.Buffer);
                var goesOn = sniffed == SniffedProtocol.NeedMore && !HasEnded && !isOver;
                connection.Input.AdvanceTo(read.Buffer.Start, goesOn ? read.Buffer.End : read.Buffer.Start);
                if (!goesOn)
                {
                    return sniffed;
                }
            }
        }
        finally
        {
            deadline.Remove();
        }
    }

    SniffedProtocol Sniff(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsSingleSegment)
        {
            return Judge(buffer.FirstSpan);
        }

        Span<byte> bytes = stackalloc byte[ProtocolSniffer.MaxBytes];
        var length = (int)Math.Min(buffer.Length, bytes.Length);
        buffer.Slice(0, length).CopyTo(bytes);
        return Judge(bytes[..length]);
    }

    SniffedProtocol Judge(ReadOnlySpan<byte> beginning)
    {
        var sniffed = Served(ProtocolSniffer.Sniff(beginning));
        if (sniffed != SniffedProtocol.NeedMore || beginning.IsEmpty || patience is not { } patient)
        {
            return sniffed;
        }

        var guess = Served(patient.Guess(beginning));
        if (isOver)
        {
            return guess;
        }

        var (reason, timeout) = patient.DeadlineFor(guess);
        if (deadline.Reason != reason)
        {
            deadline.Set(reason, timeout);
        }

        return sniffed;
    }

    SniffedProtocol Served(SniffedProtocol sniffed) => sniffed switch
    {
        SniffedProtocol.Http10 when !servesHttp10 => SniffedProtocol.Opaque,
        SniffedProtocol.Http10 or SniffedProtocol.Http11 or SniffedProtocol.Http2 when !servesHttp => SniffedProtocol.Opaque,
        _ => sniffed,
    };
}
