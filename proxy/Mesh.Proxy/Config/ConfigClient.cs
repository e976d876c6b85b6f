using System.Net;
using Mesh.Contract;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Names;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Transport;

namespace Mesh.Proxy.Config;

/// <summary>
/// Keeps the proxy configured from the control plane: starts from the last good snapshot on disk, connects, and comes back for ever when the stream ends,
/// while the proxy goes on with what it has. On the main loop.
/// </summary>
sealed class ConfigClient
{
    readonly EventLoop loop;
    readonly ConfigClientOptions options;
    readonly ConfigApplier applier;
    readonly INameLookup lookup;
    readonly StateFile? state;
    readonly LoopDelay delay;
    FastRandom random;
    Backoff backoff;
    ConfigStream? stream;
    int attempts;
    bool isStopped;

    /// <param name="loop">The main loop.</param>
    /// <param name="background">Runs work that may block, elsewhere.</param>
    public ConfigClient(EventLoop loop, ConfigClientOptions options, ConfigApplier applier, INameLookup lookup, Action<Action> background)
    {
        this.loop = loop;
        this.options = options;
        this.applier = applier;
        this.lookup = lookup;
        state = options.StateDirectory is null ? null : new StateFile(options.StateDirectory, options.Node, loop, background);
        delay = new LoopDelay(loop);
        random = new FastRandom(options.Seed);
        backoff = new Backoff(options.FirstRetry, options.LongestRetry);
    }

    /// <summary>
    /// Puts the snapshot on disk to use, before the first connection is served; then connects on the loop. Called by the thread that starts the
    /// process, before the loop runs, or on the loop.
    /// </summary>
    public void Start()
    {
        applier.Report(status => status with { Source = options.Control.Text });
        if (state?.Load() is { } reading)
            Restore(reading);
        loop.Schedule(static client => ((ConfigClient)client!).Run(), this);
    }

    /// <summary>Ends the stream and comes back no more; the configuration stays. On the loop.</summary>
    public void Stop()
    {
        isStopped = true;
        stream?.Stop("the proxy is stopping");
        delay.Cancel();
    }

    void Restore(SnapshotReading reading)
    {
        if (reading.IsGood)
        {
            applier.Apply(ResourceSet.Of(reading.Content));
            Log.Write(LogArea.Config, LogLevel.Info, $"generation {reading.Content.Generation} restored from {state!.Path}");
        }
        else if (reading.Status != SnapshotFileStatus.Missing)
        {
            applier.ReportError($"the last snapshot cannot be used: {reading.Error}");
        }
    }

    async void Run()
    {
        try
        {
            while (!isStopped)
                await ServeOnceAsync();
        }
        catch (Exception e)
        {
            // A bug. The proxy serves on with what it has, and tells it.
            applier.ReportError($"the config client failed and ends: {e}");
        }
    }

    async ValueTask ServeOnceAsync()
    {
        if (await ConnectAsync() is { } connection)
        {
            applier.Report(status => status with { IsConnected = true, Connects = status.Connects + 1 });
            Log.Write(LogArea.Config, LogLevel.Info, $"connected to the control plane at {options.Control}");
            stream = new ConfigStream(connection, options, applier) { Applied = OnApplied };
            var reason = await stream.RunAsync();
            applier.Report(status => status with { IsConnected = false });
            ReportEnd(reason);
            if (stream.HasApplied)
                backoff.Reset();
            stream = null;
        }

        if (!isStopped)
            await delay.WaitAsync(backoff.Next(ref random));
    }

    /// <summary>A generation shows that the control plane works again, as a connection alone would not.</summary>
    void OnApplied()
    {
        applier.Report(status => status with { LastError = "" });
        state?.Save(applier.InUse);
    }

    void ReportEnd(string reason)
    {
        var text = $"control plane {options.Control}: {reason}";
        if (isStopped)
            Log.Write(LogArea.Config, LogLevel.Info, $"{text}");
        else
            applier.ReportError(text);
    }

    async ValueTask<TransportConnection?> ConnectAsync()
    {
        var address = options.Control.Literal ?? await ResolveAsync();
        if (address is null)
        {
            applier.ReportError($"control plane {options.Control}: the name cannot be resolved");
            return null;
        }

        var result = await loop.ConnectAsync(address, new ConnectOptions { Timeout = options.ConnectTimeout });
        if (result.Connection is null)
            applier.ReportError($"control plane {options.Control}: connecting to {address} failed: {result.Error}");
        else if (isStopped)
            result.Connection.Abort();
        return isStopped ? null : result.Connection;
    }

    // One address after the other, so that one dead replica does not keep the proxy away from the rest.
    async ValueTask<EndPoint?> ResolveAsync()
    {
        var answer = new TaskCompletionSource<IPAddress[]>();
        lookup.Lookup(options.Control.Host, found => answer.SetResult(found.Addresses));
        var addresses = await answer.Task;
        return addresses.Length > 0 ? new IPEndPoint(addresses[attempts++ % addresses.Length], options.Control.Port) : null;
    }
}
