using System.Buffers;
using System.Runtime.CompilerServices;
using Mesh.Protocols.Http2.Frames;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Detection;

/// <summary>
/// Whether a client of an HTTP port begins with HTTP/2's preface (RFC 9113 section 3.4). Bytes are left unread; the first that differs decides. A client
/// that says nothing is waited for as for a request.
/// </summary>
sealed class Http2Detection : IDeadlineOwner
{
    readonly TransportConnection connection;
    readonly ServingOptions options;
    readonly Deadline deadline;
    bool isLate;

    public Http2Detection(TransportConnection connection, ServingOptions options)
    {
        this.connection = connection;
        this.options = options;
        deadline = new Deadline(connection.Loop.Timers, this);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<bool> RunAsync()
    {
        deadline.Set(DeadlineReason.KeepAlive, options.IdleTimeout);
        try
        {
            while (true)
            {
                var read = await connection.Input.ReadAsync();
                var begun = Match(read.Buffer);
                var isOver = begun is not 0 || read.IsCompleted || isLate;
                connection.Input.AdvanceTo(read.Buffer.Start, isOver ? read.Buffer.Start : read.Buffer.End);
                if (isOver)
                {
                    return begun > 0;
                }

                if (deadline.Reason == DeadlineReason.KeepAlive && !read.Buffer.IsEmpty)
                {
                    deadline.Set(DeadlineReason.RequestHead, options.RequestHeadTimeout);
                }
            }
        }
        finally
        {
            deadline.Remove();
        }
    }

    /// <summary>HTTP/1's server has the same deadlines and answers: it is its turn.</summary>
    public void OnDeadline(DeadlineReason reason)
    {
        isLate = true;
        if (reason == DeadlineReason.KeepAlive)
        {
            connection.Close();
        }

        connection.Input.CancelPendingRead();
    }

    /// <summary>1: it is; -1: it is not; 0: not told yet.</summary>
    static int Match(in ReadOnlySequence<byte> buffer)
    {
        var preface = Http2Preface.Bytes;
        foreach (var segment in buffer)
        {
            var bytes = segment.Span[..Math.Min(segment.Length, preface.Length)];
            if (!preface.StartsWith(bytes))
            {
                return -1;
            }

            preface = preface[bytes.Length..];
            if (preface.IsEmpty)
            {
                return 1;
            }
        }

        return 0;
    }
}
