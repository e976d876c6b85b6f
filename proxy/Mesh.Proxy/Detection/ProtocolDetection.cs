using System.Buffers;
using System.Runtime.CompilerServices;
using Mesh.Protocols.Detection;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Detection;

/// <summary>
/// Looks at the first bytes of a connection to a port of undeclared protocol, and leaves them unread. Bounded in size by the sniffer and in time by the
/// deadline: a protocol whose server speaks first must not wait for a client that never will (2.4).
/// </summary>
sealed class ProtocolDetection : IDeadlineOwner
{
    readonly TransportConnection connection;
    readonly TimeSpan timeout;
    readonly Deadline deadline;
    bool isLate;

    public ProtocolDetection(TransportConnection connection, TimeSpan timeout)
    {
        this.connection = connection;
        this.timeout = timeout;
        deadline = new Deadline(connection.Loop.Timers, this);
    }

    /// <summary>NeedMore: the client has not shown it in time, or has gone.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<SniffedProtocol> RunAsync()
    {
        deadline.Set(DeadlineReason.Detection, timeout);
        try
        {
            return await SniffAsync();
        }
        finally
        {
            deadline.Remove();
        }
    }

    public void OnDeadline(DeadlineReason reason)
    {
        isLate = true;
        connection.Input.CancelPendingRead();
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    async ValueTask<SniffedProtocol> SniffAsync()
    {
        var sniffed = SniffedProtocol.NeedMore;
        while (sniffed == SniffedProtocol.NeedMore && !isLate)
        {
            var read = await connection.Input.ReadAsync();
            sniffed = Sniff(read.Buffer);
            var goesOn = sniffed == SniffedProtocol.NeedMore && !read.IsCompleted && !isLate;
            connection.Input.AdvanceTo(read.Buffer.Start, goesOn ? read.Buffer.End : read.Buffer.Start);
            if (!goesOn)
            {
                break;
            }
        }

        return sniffed;
    }

    static SniffedProtocol Sniff(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsSingleSegment)
        {
            return ProtocolSniffer.Sniff(buffer.FirstSpan);
        }

        Span<byte> bytes = stackalloc byte[ProtocolSniffer.MaxBytes];
        var length = (int)Math.Min(buffer.Length, bytes.Length);
        buffer.Slice(0, length).CopyTo(bytes);
        return ProtocolSniffer.Sniff(bytes[..length]);
    }
}
