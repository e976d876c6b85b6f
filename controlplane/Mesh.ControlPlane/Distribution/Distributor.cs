using System.Collections.Concurrent;
using Mesh.Contract;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Holds the newest state and the proxies that are to run it.</summary>
sealed class Distributor(DistributionOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<ProxySession, byte> sessions = [];
    volatile MeshState? current;
    ITimer? timer;
    int connections;

    /// <summary>The newest state; null until the first is published.</summary>
    public MeshState? Current => current;

    public GenerationSource Generations { get; } = new(time);

    public PilotMetrics Metrics { get; } = new();

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
        foreach (var session in sessions.Keys)
            session.Wake();
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
            Interlocked.Decrement(ref connections);
        }
    }

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
    }

    public void Dispose() => timer?.Dispose();

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
