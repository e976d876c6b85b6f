using System.Buffers;
using Google.Protobuf;
using Mesh.Contract;
using Mesh.Transport;

namespace Mesh.Proxy.Config;

/// <summary>
/// One connection to the control plane, from hello to its end: receives deltas, applies each generation whole, says what became of it, and notices a peer
/// that went silent. All writing is done by one flow, which awaits every flush before it reads on: a peer that does not read cannot fill memory.
/// </summary>
sealed class ConfigStream : TimerEntry
{
    readonly TransportConnection connection;
    readonly ConfigClientOptions options;
    readonly ConfigApplier applier;
    readonly DeltaAssembler assembler;
    ResourceSet desired;
    long heardAt;
    bool isPingDue;
    bool hasPreamble;
    string? end;

    public ConfigStream(TransportConnection connection, ConfigClientOptions options, ConfigApplier applier)
    {
        this.connection = connection;
        this.options = options;
        this.applier = applier;
        assembler = new DeltaAssembler(options.MaxGenerationBytes);
        desired = applier.InUse;
    }

    /// <summary>A generation came and was applied: the peer is a control plane that works.</summary>
    public bool HasApplied { get; private set; }

    /// <summary>Told of each generation after it was applied.</summary>
    public Action? Applied { get; init; }

    TimerWheel Timers => connection.Loop.Timers;

    /// <summary>Until the stream ends, whoever ends it.</summary>
    /// <returns>Why it ended, one sentence.</returns>
    public async ValueTask<string> RunAsync()
    {
        heardAt = Timers.Now;
        Timers.Set(this, options.PingInterval);
        Preamble.Write(connection.Output);
        if (await IntroduceAsync())
            await ReadAsync();
        Timers.Cancel(this);
        var reason = end ?? Describe(connection.InputEnd == ConnectionEnd.Open ? connection.OutputEnd : connection.InputEnd);
        connection.Input.Complete();
        connection.Output.Complete();
        connection.Abort();
        return reason;
    }

    /// <summary>Ends it from outside, at once.</summary>
    public void Stop(string reason)
    {
        end ??= reason;
        connection.Abort();
    }

    protected override void OnDue()
    {
        var silent = TimeSpan.FromMilliseconds(Timers.Now - heardAt);
        if (silent >= options.SilenceLimit)
        {
            Stop($"the control plane was silent for {silent.TotalSeconds:0} s");
            return;
        }

        if (silent >= options.PingInterval)
        {
            isPingDue = true;
            connection.Input.CancelPendingRead();
        }

        Timers.Set(this, options.PingInterval);
    }

    // A hello is small, for the control plane knows nothing yet of who sends it; what it has no room for follows.
    async ValueTask<bool> IntroduceAsync()
    {
        var parts = HeldParts.Of(desired.Held());
        // Told of nothing, the control plane sends everything and removes nothing.
        if (parts.Count == 0)
            desired = ResourceSet.Empty;
        var hello = new Hello { Node = options.Node, ProxyVersion = options.ProxyVersion, Generation = desired.Generation };
        if (parts is [var only] && only.CalculateSize() <= HeldParts.MaxBytesInHello)
        {
            hello.Held.AddRange(only.Held);
            parts.Clear();
        }

        hello.MoreHeld = parts.Count > 0;
        if (!await SendAsync(new ClientMessage { Hello = hello }))
            return false;
        foreach (var part in parts)
            if (!await SendAsync(new ClientMessage { Held = part }))
                return false;
        return true;
    }

    async ValueTask ReadAsync()
    {
        while (end is null)
        {
            var result = await connection.Input.ReadAsync();
            if (result.Buffer.Length > 0)
                heardAt = Timers.Now;
            var rest = await TakeAsync(result.Buffer);
            connection.Input.AdvanceTo(rest, result.Buffer.End);
            if (result.IsCompleted || (isPingDue && !await PingAsync()))
                return;
        }
    }

    /// <returns>The first byte that is not used up.</returns>
    async ValueTask<SequencePosition> TakeAsync(ReadOnlySequence<byte> buffer)
    {
        if (!hasPreamble && !TakePreamble(ref buffer))
            return buffer.Start;
        while (end is null)
        {
            var status = Framing.TryRead(ref buffer, ServerMessage.Parser, out var message, options.MaxMessageBytes);
            if (status == FrameStatus.Incomplete)
                break;
            if (status != FrameStatus.Complete)
                end = status == FrameStatus.TooLong
                    ? $"the control plane announced a message of more than {options.MaxMessageBytes} bytes"
                    : "the control plane sent a message that is not of the contract";
            else if (Answer(message!) is { } answer && !await SendAsync(answer))
                break;
        }

        return buffer.Start;
    }

    bool TakePreamble(ref ReadOnlySequence<byte> buffer)
    {
        var status = Preamble.TryRead(ref buffer, out var version);
        if (status is not (PreambleStatus.Accepted or PreambleStatus.Incomplete))
            end = Preamble.Describe(status, version);
        return hasPreamble = status == PreambleStatus.Accepted;
    }

    ClientMessage? Answer(ServerMessage message)
    {
        switch (message.MessageCase)
        {
            case ServerMessage.MessageOneofCase.Delta:
                return Take(message.Delta);
            case ServerMessage.MessageOneofCase.Ping:
                return new ClientMessage { Pong = new Pong { Nonce = message.Ping.Nonce } };
            case ServerMessage.MessageOneofCase.Refusal:
                end = $"the control plane refused this proxy: {message.Refusal.Reason}";
                return null;
            case ServerMessage.MessageOneofCase.Pong:
            // A message of a newer control plane (11.11).
            case ServerMessage.MessageOneofCase.None:
                return null;
            default:
                return null;
        }
    }

    ClientMessage? Take(Delta delta)
    {
        var status = assembler.Add(delta, out var generation);
        if (status == DeltaStatus.Interleaved)
            end = "the control plane began a generation before it had completed the last";
        else if (status == DeltaStatus.TooLarge)
            end = $"the control plane sent a generation of more than {options.MaxGenerationBytes} bytes";
        return status == DeltaStatus.Complete ? Apply(generation) : null;
    }

    ClientMessage? Apply(IReadOnlyList<Delta> generation)
    {
        desired = desired.Apply(generation);
        // Many small generations must not add up to what one large one may not be.
        if (desired.ByKey.Values.Sum(resource => (long)resource.CalculateSize()) > options.MaxGenerationBytes)
        {
            end = $"the control plane sent more than {options.MaxGenerationBytes} bytes of resources";
            return null;
        }

        var rejections = applier.Apply(desired);
        HasApplied = true;
        Applied?.Invoke();
        return rejections.Count == 0
            ? new ClientMessage { Ack = new Ack { Generation = desired.Generation } }
            : new ClientMessage { Reject = new Reject { Generation = desired.Generation, Rejections = { rejections } } };
    }

    ValueTask<bool> PingAsync()
    {
        isPingDue = false;
        return SendAsync(new ClientMessage { Ping = new Ping { Nonce = (ulong)Timers.Now } });
    }

    async ValueTask<bool> SendAsync(IMessage message)
    {
        Framing.Write(message, connection.Output);
        return !(await connection.Output.FlushAsync()).IsCompleted;
    }

    static string Describe(ConnectionEnd how) => how switch
    {
        ConnectionEnd.Open or ConnectionEnd.Fin => "the control plane closed the stream",
        ConnectionEnd.Reset => "the control plane reset the stream",
        ConnectionEnd.TimedOut => "the network to the control plane failed",
        ConnectionEnd.Aborted => "the stream was aborted",
    };
}
