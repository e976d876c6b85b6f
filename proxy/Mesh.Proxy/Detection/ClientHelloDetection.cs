using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Mesh.Protocols.Tls;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Detection;

/// <summary>
/// Reads the ClientHello that a connection begins with and leaves it unread: the server behind reads it again (2.18). Bounded in size by the peek, in
/// time by deadlines.
/// </summary>
sealed class ClientHelloDetection : IDeadlineOwner
{
    readonly Worker worker;
    readonly TransportConnection connection;
    readonly Deadline deadline;
    ClientHelloPeek peek;
    ClientHelloError error;
    bool isOver;

    public ClientHelloDetection(Worker worker, TransportConnection connection)
    {
        this.worker = worker;
        this.connection = connection;
        deadline = new Deadline(connection.Loop.Timers, this);
    }

    /// <summary>
    /// If Complete: what the hello asks for, in lower case; empty: nothing. Of a hello with ECH it is the outer name, which is all there is to see.
    /// </summary>
    public string ServerName { get; private set; } = "";

    /// <summary>If Malformed.</summary>
    public TlsAlert Alert => ClientHelloErrors.AlertOf(error);

    /// <summary>Nothing has come.</summary>
    public bool IsSilent { get; private set; } = true;

    /// <summary>The client sends no more, or is gone.</summary>
    public bool HasEnded { get; private set; }

    /// <param name="silence">For the first byte.</param>
    /// <returns>NeedMore: it did not come whole in time, or <see cref="HasEnded"/>.</returns>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<ClientHelloStatus> RunAsync(TimeSpan silence)
    {
        deadline.Set(DeadlineReason.KeepAlive, silence);
        try
        {
            while (true)
            {
                var read = await connection.Input.ReadAsync();
                var status = Read(read.Buffer);
                HasEnded = read.IsCompleted;
                var goesOn = status == ClientHelloStatus.NeedMore && !HasEnded && !isOver;
                connection.Input.AdvanceTo(read.Buffer.Start, goesOn ? read.Buffer.End : read.Buffer.Start);
                if (!goesOn)
                {
                    return status;
                }
            }
        }
        finally
        {
            deadline.Remove();
        }
    }

    public void OnDeadline(DeadlineReason reason)
    {
        isOver = true;
        connection.Input.CancelPendingRead();
    }

    ClientHelloStatus Read(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return ClientHelloStatus.NeedMore;
        }

        if (IsSilent)
        {
            IsSilent = false;
            deadline.Set(DeadlineReason.RequestHead, worker.Options.RequestHeadTimeout);
        }

        var status = peek.Read(buffer, worker.PeekScratch, out var hello, out error);
        if (status == ClientHelloStatus.Complete)
        {
            Span<byte> name = stackalloc byte[TlsServerName.MaxLength];
            ServerName = Encoding.ASCII.GetString(name[..TlsServerName.CopyLowerCase(hello.ServerName, name)]);
        }

        return status;
    }
}
