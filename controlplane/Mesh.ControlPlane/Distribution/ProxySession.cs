using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Distribution;

/// <summary>
/// One connected proxy. At most one generation is on its way: while it is not acknowledged, newer states only replace what comes next, so
/// a slow proxy costs no memory and gets the newest config when it is ready (newest wins).
/// </summary>
/// <remarks>
/// Two loops share it: the reader takes what the proxy says, the writer sends. The writer alone touches the output; all else that both
/// use is behind <see cref="gate"/>.
/// </remarks>
sealed class ProxySession(ConnectionContext connection, Distributor distributor, DistributionOptions options, TimeProvider time, ILogger logger)
{
    const int MaxKeptRejections = 100;

    readonly Lock gate = new();
    readonly AsyncSignal wake = new();
    readonly DateTimeOffset connectedAt = time.GetUtcNow();
    readonly long startedAt = time.GetTimestamp();
    readonly Dictionary<ResourceKey, int> oversized = [];

    // The writer's own.
    readonly HeldHashes held = new(distributor.Held, PeerAddress.Of(connection.RemoteEndPoint), options);
    CompiledProxy running = CompiledProxy.Nothing;
    MeshState? handled;
    Audience? audience;

    Hello? hello;
    ulong sent;
    ulong acked;
    bool awaitingAck;
    long sentAt;
    long heardAt = time.GetTimestamp();
    ulong? pongDue;
    bool pingDue;
    bool introduced;
    IReadOnlyList<Rejection> rejections = [];
    string endReason = "the proxy closed the connection";

    public string Address { get; } = connection.RemoteEndPoint?.ToString() is { Length: > 0 } text ? text : connection.ConnectionId;

    string NodeId => hello?.Node.Id ?? "";

    /// <summary>What is known of the proxy; null before it has introduced itself.</summary>
    public SyncStatus? Status
    {
        get
        {
            lock (gate)
                return introduced && hello is not null
                    ? new SyncStatus(hello.Node, hello.ProxyVersion, Address, connectedAt, sent, acked, rejections, new Dictionary<ResourceKey, int>(oversized))
                    : null;
        }
    }

    /// <summary>Serves the connection until it ends.</summary>
    public async Task RunAsync()
    {
        Preamble.Write(connection.Transport.Output);
        await connection.Transport.Output.FlushAsync();
        var reader = new SessionReader(connection.Transport.Input, options);
        if (await reader.HelloAsync() is not { } first)
        {
            await RefuseAsync(reader.Error);
            return;
        }

        if (NodeCheck.Refuse(first) is { } reason)
        {
            await RefuseAsync(reason);
            return;
        }

        try
        {
            if (await held.ReadAsync(first, reader))
                await ServeAsync(first, reader);
            else
                await RefuseAsync(reader.Error);
        }
        finally
        {
            held.Release();
        }
    }

    /// <summary>A new state is there.</summary>
    public void Wake() => wake.Set();

    /// <summary>Looks at the clock: closes what is late, asks whether the silent live.</summary>
    public void Tick()
    {
        if (Overdue() is { } reason)
            Close(reason);
        else if (ShouldPing())
            wake.Set();
    }

    /// <summary>Ends the connection; the reason goes to the log.</summary>
    public void Close(string reason)
    {
        lock (gate)
            endReason = reason;
        connection.Abort(new ConnectionAbortedException(reason));
    }

    async Task ServeAsync(Hello first, SessionReader reader)
    {
        Introduce(first);
        var writing = WriteAsync();
        try
        {
            await ReadAsync(reader);
        }
        finally
        {
            wake.Close();
            connection.Transport.Output.CancelPendingFlush();
            await writing;
            distributor.Audiences.Leave(audience);
            Log.Disconnected(logger, NodeId, Address, endReason);
        }
    }

    void Introduce(Hello first)
    {
        lock (gate)
        {
            hello = first;
            introduced = true;
            heardAt = time.GetTimestamp();
        }

        distributor.Introduced(this);
        wake.Set();
    }

    async Task RefuseAsync(string reason)
    {
        Log.Refused(logger, Address, reason);
        distributor.Metrics.Refused();
        Framing.Write(new ServerMessage { Refusal = new Refusal { Reason = reason } }, connection.Transport.Output);
        await connection.Transport.Output.FlushAsync();
    }

    async Task ReadAsync(SessionReader reader)
    {
        while (await reader.MessageAsync() is { } message)
            Take(message);
        if (reader.Error.Length == 0)
            return;
        lock (gate)
            endReason = reader.Error;
    }

    void Take(ClientMessage message)
    {
        lock (gate)
        {
            heardAt = time.GetTimestamp();
            switch (message.MessageCase)
            {
                case ClientMessage.MessageOneofCase.Ack:
                    Acknowledge(message.Ack.Generation, []);
                    break;
                case ClientMessage.MessageOneofCase.Reject:
                    Acknowledge(message.Reject.Generation, message.Reject.Rejections);
                    break;
                case ClientMessage.MessageOneofCase.Ping:
                    pongDue = message.Ping.Nonce;
                    break;
                // A pong has said all it has to by coming. A second hello changes nothing, nor does what follows it; a message of a later build is ignored.
                case ClientMessage.MessageOneofCase.Pong:
                case ClientMessage.MessageOneofCase.Hello:
                case ClientMessage.MessageOneofCase.Held:
                case ClientMessage.MessageOneofCase.None:
                    return;
            }
        }

        wake.Set();
    }

    // An answer to anything but the generation on its way is late or made up, and says nothing.
    void Acknowledge(ulong generation, IReadOnlyList<Rejection> refused)
    {
        if (!awaitingAck || generation != sent)
            return;
        awaitingAck = false;
        acked = generation;
        rejections = [.. refused.Take(MaxKeptRejections)];
        var elapsed = time.GetElapsedTime(sentAt);
        distributor.Metrics.Answered(elapsed, refused.Count);
        Log.Acked(logger, NodeId, generation, (long)elapsed.TotalMilliseconds);
        foreach (var one in rejections)
            Log.Rejected(logger, NodeId, generation, $"{one.Kind} {Printable(one.Name)}", Printable(one.Reason));
    }

    async Task WriteAsync()
    {
        try
        {
            while (await wake.WaitAsync())
                if (!await AnswerAsync() || !await PushAsync())
                    return;
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or ConnectionResetException or OperationCanceledException)
        {
            // The peer is gone: the reader sees it too and ends the session.
        }
        catch (Exception e)
        {
            Log.Failed(logger, Address, e);
            Close("an internal error");
        }
    }

    async ValueTask<bool> AnswerAsync()
    {
        ServerMessage? answer = null;
        ServerMessage? question = null;
        lock (gate)
        {
            if (pongDue is { } nonce)
                answer = new ServerMessage { Pong = new Pong { Nonce = nonce } };
            if (pingDue)
                question = new ServerMessage { Ping = new Ping { Nonce = (ulong)time.GetTimestamp() } };
            (pongDue, pingDue) = (null, false);
        }

        return (answer is null || await SendAsync(answer)) && (question is null || await SendAsync(question));
    }

    async ValueTask<bool> PushAsync()
    {
        if (IsAwaitingAck || distributor.Current is not { } state || ReferenceEquals(state, handled))
            return true;
        var request = state.Compiler.RequestOf(hello!.Node);
        if (distributor.Audiences.Move(audience, request.Audience, connection.RemoteEndPoint) is { } refusal)
            return await RefuseAudienceAsync(refusal);
        audience = request.Audience;
        if (NextConfig(state, request) is not { } next || NextPush(state, next) is not { } push)
            return true;

        var frames = 0;
        foreach (var frame in DeltaFrames.Split(push.Generation, push.Difference, options.FrameSize))
        {
            frames++;
            if (!await SendAsync(frame))
                return false;
        }

        Log.Pushed(logger, NodeId, push.Generation, push.Difference.Changed.Count, push.Difference.Removed.Count, frames);
        return true;
    }

    bool IsAwaitingAck
    {
        get
        {
            lock (gate)
                return awaitingAck;
        }
    }

    // While the newest config is being compiled for this audience, endpoints go on coming under the one before.
    CompiledProxy? NextConfig(MeshState state, ProxyRequest request)
    {
        if (state.Compiler.TryCompile(request, running) is { } newest)
        {
            handled = state;
            return newest;
        }

        distributor.Compiles.Request(state.Compiler.Definition, request, Wake);
        return !held.AreKnown && state.Older is { } older ? older.TryCompile(older.RequestOf(hello!.Node), running) : null;
    }

    (ulong Generation, Difference Difference)? NextPush(MeshState state, CompiledProxy next)
    {
        var first = held.AreKnown;
        var whole = first ? FirstDifference(next) : state.Difference(running, next);
        running = next;
        var (difference, tooLarge) = whole.Within(options.MaxResourceSize);
        lock (gate)
        {
            KeepOversized(difference, tooLarge);
            if (difference.IsEmpty && !first)
                return null;
            sent = distributor.Generations.Next();
            sentAt = time.GetTimestamp();
            awaitingAck = true;
            distributor.Metrics.Pushed(difference);
            return (sent, difference);
        }
    }

    // By hashes: only what differs from what the proxy already holds. An empty answer tells it that it is up to date.
    Difference FirstDifference(CompiledProxy next)
    {
        var (removed, changed) = next.ToSet(0).DifferenceFrom(held.ByKey);
        Log.Connected(logger, NodeId, Address, Printable(hello!.ProxyVersion), held.ByKey.Count, changed.Count + removed.Count);
        held.Release();
        return new Difference(removed, changed);
    }

    void KeepOversized(Difference difference, IReadOnlyList<Resource> tooLarge)
    {
        foreach (var key in difference.Removed.Concat(difference.Changed.Select(resource => resource.Key())))
            oversized.Remove(key);
        foreach (var resource in tooLarge)
        {
            oversized[resource.Key()] = resource.CalculateSize();
            distributor.Metrics.Oversized(resource);
            Log.TooLarge(logger, NodeId, resource.Key().ToString(), resource.CalculateSize(), options.MaxResourceSize);
        }
    }

    // The writer ends here, and the reader with it, in good order: an abort could overtake the reason.
    async ValueTask<bool> RefuseAudienceAsync(string reason)
    {
        distributor.Metrics.AudienceRefused();
        await RefuseAsync(reason);
        lock (gate)
            endReason = reason;
        connection.Transport.Input.CancelPendingRead();
        return false;
    }

    async ValueTask<bool> SendAsync(ServerMessage message)
    {
        Framing.Write(message, connection.Transport.Output);
        var result = await connection.Transport.Output.FlushAsync(connection.ConnectionClosed);
        return !result.IsCompleted && !result.IsCanceled;
    }

    string? Overdue()
    {
        lock (gate)
            return !introduced && time.GetElapsedTime(startedAt) > options.HelloTimeout ? "no hello in time"
                : introduced && time.GetElapsedTime(heardAt) > options.IdleTimeout ? "the proxy went silent"
                : awaitingAck && time.GetElapsedTime(sentAt) > options.AckTimeout ? $"generation {sent} was not acknowledged in time"
                : null;
    }

    bool ShouldPing()
    {
        lock (gate)
            return pingDue = introduced && time.GetElapsedTime(heardAt) > options.PingInterval;
    }

    // What a peer says must not be able to forge lines of the log.
    static string Printable(string text)
    {
        const int limit = 1024;
        var bounded = text.Length > limit ? text[..limit] : text;
        return string.Concat(bounded.Select(c => char.IsControl(c) || c == '"' ? ' ' : c));
    }
}
