using System.Collections.Concurrent;
using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Holds the newest state and the proxies that are to run it.</summary>
sealed class Distributor : IDisposable
{
    static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    // Fewer are not worth the walk over all that is compiled.
    const int MinForgotten = 64;

    readonly DistributionOptions options;
    readonly TimeProvider time;
    readonly ILogger logger;
    readonly ConcurrentDictionary<ProxySession, byte> sessions = [];
    readonly WaitingRoom waitingRoom;
    volatile MeshState? current;
    ITimer? timer;
    int connections;
    int forgotten;

    public Distributor(DistributionOptions options, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        waitingRoom = new WaitingRoom(options.MaxUnintroduced);
        Generations = new GenerationSource(time);
        Held = new HeldBudget(options);
        Audiences = new AudienceRegister(options, time, Forget);
        Compiles = new CompileQueue(
            (definition, audience) => ReferenceEquals(current?.Compiler.Definition, definition) && Audiences.Has(audience),
            (definition, audience) => Audiences.DropUnused(audience, () => Forget(definition, audience)),
            Metrics, time, logger);
    }

    /// <summary>The newest state; null until the first is published.</summary>
    public MeshState? Current => current;

    public GenerationSource Generations { get; }

    public PilotMetrics Metrics { get; } = new();

    public HeldBudget Held { get; }

    public AudienceRegister Audiences { get; }

    public CompileQueue Compiles { get; }

    /// <summary>The connected proxies that have introduced themselves, by node.</summary>
    public IReadOnlyList<SyncStatus> Proxies =>
        [.. sessions.Keys.Select(session => session.Status).OfType<SyncStatus>().OrderBy(status => status.Node.Id, StringComparer.Ordinal)];

    /// <summary>Connections being served, introduced or not.</summary>
    public int Connections => sessions.Count;

    /// <summary>Starts to look after deadlines.</summary>
    public void Start() => timer = time.CreateTimer(_ => Tick(), null, TickInterval, TickInterval);

    /// <summary>Every proxy is brought to <paramref name="state"/>, unless a newer one comes first.</summary>
    public void Publish(MeshState state)
    {
        current = state;
        // What was forgotten while they were made.
        state.Compiler.Trim();
        state.Older?.Trim();
        foreach (var session in sessions.Keys)
            session.Wake();
    }

    /// <summary>Whether all audiences of connected proxies are compiled: then no one needs an older config.</summary>
    public bool IsCompiled(MeshDefinition definition) => Audiences.Audiences.All(audience => definition.Find(audience) is not null);

    /// <summary>What a node is to run, whether it is connected or not any more; null before there is config.</summary>
    public CompiledProxy? Compile(Node node)
    {
        if (current is not { Compiler: var compiler })
            return null;
        var request = compiler.RequestOf(node);
        var proxy = compiler.Compile(request, CompiledProxy.Nothing);
        Audiences.DropUnused(request.Audience, () => Forget(compiler, request.Audience));
        return proxy;
    }

    /// <summary>Serves one connection until it ends.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        if (Interlocked.Increment(ref connections) > options.MaxConnections)
        {
            Interlocked.Decrement(ref connections);
            await RefuseAsync(connection);
            return;
        }

        var session = new ProxySession(connection, this, options, time, logger);
        sessions.TryAdd(session, 0);
        waitingRoom.Enter(session)?.Close($"it did not introduce itself while {options.MaxUnintroduced} others came");
        try
        {
            await session.RunAsync();
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or ConnectionResetException or OperationCanceledException)
        {
            // The peer went away; the session has said so where there was one.
        }
        finally
        {
            sessions.TryRemove(session, out _);
            waitingRoom.Leave(session);
            Interlocked.Decrement(ref connections);
        }
    }

    /// <summary>A session knows its proxy now.</summary>
    public void Introduced(ProxySession session) => waitingRoom.Leave(session);

    /// <summary>Ends all sessions, as when the control plane stops: proxies serve on from what they hold, and reconnect.</summary>
    public void CloseAll(string reason)
    {
        foreach (var session in sessions.Keys)
            session.Close(reason);
    }

    /// <summary>Looks at every session's deadlines.</summary>
    public void Tick()
    {
        foreach (var session in sessions.Keys)
            session.Tick();
        Audiences.Tick();
        Compiles.Tick();
        Sweep();
        if (current is { Older: not null } state && IsCompiled(state.Compiler.Definition))
            state.DropOlder();
    }

    public void Dispose() => timer?.Dispose();

    void Forget(Audience audience)
    {
        if (current is not { } state)
            return;
        Forget(state.Compiler, audience);
        state.Older?.Forget(audience);
    }

    void Forget(MeshDefinition definition, Audience audience)
    {
        definition.Forget(audience);
        Interlocked.Increment(ref forgotten);
    }

    void Forget(MeshCompiler compiler, Audience audience)
    {
        compiler.Forget(audience);
        Interlocked.Increment(ref forgotten);
    }

    // What was compiled for audiences that went would stay until config is compiled again; who makes up one after another would fill the memory.
    void Sweep()
    {
        if (current is not { } state || Volatile.Read(ref forgotten) < Math.Max(MinForgotten, Audiences.Count))
            return;
        Volatile.Write(ref forgotten, 0);
        var definition = state.Compiler.Definition;
        definition.Tables.KeepConfig(
            definition.Compiled.Concat(state.Older?.Definition.Compiled ?? []).ToHashSet<Resource>(ReferenceEqualityComparer.Instance));
    }

    async Task RefuseAsync(ConnectionContext connection)
    {
        var reason = $"{options.MaxConnections} proxies are connected, which is the limit";
        Log.Refused(logger, connection.RemoteEndPoint?.ToString() ?? "", reason);
        Metrics.Refused();
        Preamble.Write(connection.Transport.Output);
        Framing.Write(new ServerMessage { Refusal = new Refusal { Reason = reason } }, connection.Transport.Output);
        await connection.Transport.Output.FlushAsync(connection.ConnectionClosed);
    }
}
