using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using Mesh.Protocols.Dns;
using Mesh.Transport;

namespace Mesh.Proxy.Names;

/// <summary>
/// One name and type, asked of one server after the other until one answers. Each try has its own id and source port, so that who answers in a server's place
/// must guess both; what is not the answer is passed over. An answer too long for a datagram is asked for by TCP.
/// </summary>
/// <param name="loop">Its loop.</param>
/// <param name="configuration">Servers and how long they are waited for.</param>
/// <param name="first">The server that is asked first.</param>
/// <param name="name">As it is asked for.</param>
/// <param name="type">A or AAAA.</param>
/// <param name="done">Called once, later than <see cref="Start"/>.</param>
sealed class DnsQuestion(
    EventLoop loop, ResolverConfiguration configuration, int first, string name, DnsRecordType type, Action<DnsQuestion> done)
    : TimerEntry, IDatagramReceiver
{
    const int LengthPrefix = 2;

    readonly byte[] query = new byte[DnsQuery.MaxLength];
    readonly ConnectCancellation connecting = new();
    DatagramSocket? socket;
    TransportConnection? connection;
    int queryLength;
    int tries;
    bool hasEdns = true;
    bool hasEnded;

    /// <summary>Answered, NoData or NoSuchName; else ServerFailure: nobody gave an answer.</summary>
    public DnsStatus Status { get; private set; } = DnsStatus.ServerFailure;

    /// <summary>Some server said something, be it that it cannot answer.</summary>
    public bool WasHeard { get; private set; }

    /// <summary>What <see cref="Status"/> is about.</summary>
    public DnsResponse Response { get; } = new();

    /// <summary>The server that gave the answer, or was asked last.</summary>
    public int Server => (first + tries) % configuration.Servers.Count;

    IPEndPoint ServerAddress => configuration.Servers[Server];

    /// <summary>Later in the turn, so that whoever asks is done with asking.</summary>
    public void Start() => loop.Schedule(static question => ((DnsQuestion)question!).Ask(), this);

    public void OnDatagram(ReadOnlySpan<byte> bytes) => Judge(Response.Read(bytes, Query), isByTcp: false);

    public void OnError(TransportError error) => AskNext();

    protected override void OnDue() => AskNext();

    ReadOnlySpan<byte> Query => query.AsSpan(0, queryLength);

    void Ask()
    {
        if (tries == configuration.Servers.Count * configuration.Attempts)
        {
            End(DnsStatus.ServerFailure);
            return;
        }

        queryLength = DnsQuery.Write(query, NewId(), name, type, hasEdns);
        if (queryLength == 0)
        {
            End(DnsStatus.NoSuchName);
            return;
        }

        loop.Timers.Set(this, configuration.Timeout);
        if (configuration.UsesTcp)
        {
            _ = AskByTcpAsync();
        }
        else
        {
            AskByUdp();
        }
    }

    /// <summary>What the system refuses at once fails a moment later, so that a whole list of dead servers is no recursion.</summary>
    void AskByUdp()
    {
        socket = loop.OpenDatagram(ServerAddress, this, out _);
        if (socket is null || !socket.Send(Query))
        {
            loop.Timers.Set(this, TimeSpan.FromMilliseconds(1));
        }
    }

    void AskNext()
    {
        tries++;
        AskAgain();
    }

    void AskAgain()
    {
        Leave();
        Ask();
    }

    void Judge(DnsStatus status, bool isByTcp)
    {
        WasHeard |= status is not (DnsStatus.Foreign or DnsStatus.Malformed);
        switch (status)
        {
            case DnsStatus.Foreign:
                return;
            case DnsStatus.Answered or DnsStatus.NoData or DnsStatus.NoSuchName:
                End(status);
                break;
            case DnsStatus.Truncated when !isByTcp:
                Leave();
                loop.Timers.Set(this, configuration.Timeout);
                _ = AskByTcpAsync();
                break;
            case DnsStatus.NotUnderstood when hasEdns:
                hasEdns = false;
                AskAgain();
                break;
            default:
                AskNext();
                break;
        }
    }

    /// <summary>RFC 7766: the message behind its length. Whatever ends this try (time, an end) aborts the connection, and this finds it no longer its own.</summary>
    async Task AskByTcpAsync()
    {
        var options = new ConnectOptions { Timeout = configuration.Timeout, Cancellation = connecting };
        var result = await loop.ConnectAsync(ServerAddress, options);
        if (result.Connection is not { } tcp)
        {
            if (result.Error != TransportError.Canceled)
            {
                AskNext();
            }

            return;
        }

        connection = tcp;
        WriteByTcp(tcp.Output);
        await tcp.Output.FlushAsync();
        var status = await ReadByTcpAsync(tcp);
        var isOwn = ReferenceEquals(connection, tcp);
        tcp.Abort();
        tcp.Input.Complete();
        tcp.Output.Complete();
        if (isOwn)
        {
            Judge(status == DnsStatus.Foreign ? DnsStatus.Malformed : status, isByTcp: true);
        }
    }

    void WriteByTcp(PipeWriter output)
    {
        var span = output.GetSpan(LengthPrefix + queryLength);
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)queryLength);
        Query.CopyTo(span[LengthPrefix..]);
        output.Advance(LengthPrefix + queryLength);
    }

    /// <summary>Malformed also where the connection ended before the answer was whole.</summary>
    async ValueTask<DnsStatus> ReadByTcpAsync(TransportConnection tcp)
    {
        var message = new byte[LengthPrefix + ushort.MaxValue];
        var length = 0;
        while (length < LengthPrefix || length < LengthPrefix + BinaryPrimitives.ReadUInt16BigEndian(message))
        {
            var read = await tcp.Input.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                var taken = segment.Span[..Math.Min(segment.Length, message.Length - length)];
                taken.CopyTo(message.AsSpan(length));
                length += taken.Length;
            }

            tcp.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        var end = LengthPrefix + BinaryPrimitives.ReadUInt16BigEndian(message);
        var isWhole = length >= LengthPrefix && length >= end && ReferenceEquals(connection, tcp);
        return !isWhole ? DnsStatus.Malformed : Response.Read(message.AsSpan(LengthPrefix..end), Query);
    }

    /// <summary>Gives up this try.</summary>
    void Leave()
    {
        loop.Timers.Cancel(this);
        connecting.Cancel();
        socket?.Close();
        socket = null;
        connection?.Abort();
        connection = null;
    }

    void End(DnsStatus status)
    {
        Leave();
        if (!hasEnded)
        {
            hasEnded = true;
            Status = status;
            done(this);
        }
    }

    /// <summary>A new UUID's first bytes come from the kernel's random numbers, without a cryptographic library to be loaded for two of them.</summary>
    static ushort NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }
}
