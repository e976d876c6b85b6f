using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Config;
using Mesh.Proxy.Detection;
using Mesh.Proxy.Identity;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Telemetry.AccessLogs;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Proxy.Telemetry.Metrics;
using Mesh.Proxy.Telemetry.Peers;
using Mesh.Transport;
using Mesh.Transport.Epoll;
using Mesh.Transport.Sockets;

namespace Mesh.Proxy.Hosting;

/// <summary>
/// The composition root: makes workers, configuration, admin and signals, and puts them together. One loop per worker, and one more for all that is not
/// traffic.
/// </summary>
sealed class ProxyHost : IProxyControl
{
    /// <summary>For each worker one log buffer being filled and one being written, and some for bursts; 64 KB each, made when needed.</summary>
    const int SpareLogBuffers = 8;

    readonly RunOptions options;
    readonly Node node;
    readonly SnapshotHolder holder = new();
    readonly FaultReport faults = new();
    readonly LogWriter logWriter;
    readonly AccessLogSwitch accessLog;
    readonly OwnMetadataSource ownMetadata;
    readonly EventLoop mainLoop;
    readonly Worker[] workers;
    readonly WorkerListeners[] listeners;
    readonly GatewayListeners gateways;
    readonly ConfigSource config;
    readonly Drain drain;
    readonly GarbageBudget garbage;
    readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="NodeIdentityException">The node cannot be told who it is.</exception>
    /// <exception cref="TransportException">The system refuses an event loop.</exception>
    public ProxyHost(RunOptions options)
    {
        this.options = options;
        var environment = NodeEnvironment.OfProcess();
        node = NodeIdentity.Read(options.Node, environment);
        var count = Concurrency.Workers(options.Workers, Environment.ProcessorCount, environment);
        logWriter = new LogWriter((count * 2) + SpareLogBuffers);
        accessLog = new AccessLogSwitch(logWriter);
        ownMetadata = new OwnMetadataSource(node, holder);
        workers = [.. Enumerable.Range(0, count).Select(index => MakeWorker(index, count))];
        mainLoop = MakeLoop(options.Transport, count, faults);
        var reclaim = new MemoryReclaim(mainLoop, () => RentedBuffers);
        Array.ForEach(workers, worker => worker.Loop.Released = reclaim.Add);
        listeners = [.. workers.Select(worker => new WorkerListeners(worker, new ListenOptions { MaxConnections = options.MaxConnections }))];
        gateways = new GatewayListeners(listeners);
        config = new ConfigSource(options, node, count, holder, mainLoop);
        drain = new Drain(workers, listeners, mainLoop, options.DrainDuration, () => ended.TrySetResult(0));
        garbage = GarbageBudget.OfProcess(mainLoop.Timers);
        holder.Changed += OnChanged;
    }

    public ProxyState State =>
        drain.HasBegun ? ProxyState.Draining : holder.Current.IsReady ? ProxyState.Live : ProxyState.PreInitializing;

    public bool IsReady => !drain.HasBegun && !HealthCheckFails && holder.Current.IsReady && gateways.HaveOpened;

    public long ActiveConnections => workers.Sum(worker => worker.Connections.Count);

    public IReadOnlyList<ListenerStatus> Listeners =>
    [
        .. listeners.SelectMany(worker => worker.All).GroupBy(bound => bound.Spec).Select(group => new ListenerStatus(
            group.Key.Name,
            group.First().Listener.EndPoint.ToString()!,
            group.Sum(bound => bound.Listener.OpenConnections),
            group.Sum(bound => bound.Acceptor.Total),
            group.Sum(bound => bound.Listener.ShedConnections))),
    ];

    public IReadOnlyList<SpokenDestination> Spoken => [.. workers.SelectMany(worker => worker.Spoken.All)];

    public long RentedBuffers => workers.Sum(worker => worker.Loop.Buffers.Rented);

    public long Faults => faults.Total;

    public ConfigStatus Configuration => config.Status;

    public IReadOnlyList<string> RejectedResources => 
        [.. config.Status.Rejections.Select(rejection => $"{rejection.Kind} {rejection.Name}: {rejection.Reason}"), .. gateways.Failures];

    public bool HealthCheckFails { get; set; }

    public void StartDrain(bool graceful) => drain.Begin(graceful);

    public void Shutdown()
    {
        SystemdNotifier.Stopping();
        drain.BeginAndEnd();
    }

    /// <summary>Serves until it is told to end; returns the exit code.</summary>
    /// <exception cref="TransportException">An address cannot be bound.</exception>
    public async Task<int> RunAsync()
    {
        config.Start();
        Listen();
        ListenForAdmin();
        mainLoop.Schedule(static host => ((ProxyHost)host!).garbage.Start(), this);
        mainLoop.Start();
        foreach (var worker in workers)
        {
            worker.Telemetry.Attach(worker.Loop);
            worker.Loop.Start();
        }

        using var signals = new ProxySignals(Shutdown, () => ended.TrySetResult(0), () => OnMain(config.Reload), accessLog.Reopen);
        SystemdNotifier.Ready();
        Log.Write(LogArea.Main, LogLevel.Info, $"serving with {workers.Length} workers as {node.Id} in {node.Namespace}");
        var code = await ended.Task;
        await StopAsync();
        return code;
    }

    Worker MakeWorker(int index, int count) =>
        new(index, count, MakeLoop(options.Transport, index, faults), holder, new WorkerTelemetry(index, accessLog), options.Serving)
        {
            OnBug = faults.OnConnection,
            OwnMetadata = ownMetadata,
        };

    /// <exception cref="TransportException">The system refuses an event loop.</exception>
    internal static EventLoop MakeLoop(TransportKind transport, int index, FaultReport faults)
    {
        EventLoop loop = transport switch
        {
            TransportKind.Epoll => new EpollLoop(index),
            TransportKind.Sockets => new SocketsLoop(index),
        };
        loop.Fault = faults.OnLoop;
        return loop;
    }

    /// <summary>Before the loops run: what cannot be bound ends the start with its reason.</summary>
    void Listen()
    {
        foreach (var spec in ListenerSpecs.Of(options))
        {
            foreach (var worker in listeners)
            {
                worker.Add(spec);
            }
        }
    }

    void ListenForAdmin()
    {
        var sources = new TelemetrySources([.. workers.Select(worker => worker.Telemetry)], holder, logWriter, TimeProvider.System);
        var exporter = new MetricsExporter(sources, this, ProductVersion.Text);
        var context = new AdminContext(this, holder, exporter, node, ProductVersion.Text, workers.Length, options.CommandLine, TimeProvider.System);
        var server = new AdminServer(mainLoop, TimeProvider.System);
        Listen(server, options.Admin, () => AdminSites.Admin(context));
        Listen(server, options.Agent, () => AdminSites.Agent(context));
        Listen(server, options.Health, () => AdminSites.Health(context));
        Listen(server, options.Metrics, () => AdminSites.Metrics(context));
    }

    static void Listen(AdminServer server, IPEndPoint? address, Func<AdminSite> site)
    {
        if (address is null)
        {
            return;
        }

        var pages = site();
        foreach (var one in ListenerSpecs.WithIPv6(address))
        {
            server.Listen(one, pages);
        }
    }

    /// <summary>On the publishing thread. Workers see the new snapshot with their next request; this is about what they keep between requests.</summary>
    void OnChanged(Snapshot before, Snapshot after)
    {
        if (accessLog.Apply(after.Workload.AccessLog) is { Length: > 0 } error)
        {
            Log.Write(LogArea.Telemetry, LogLevel.Error, $"{error}; the access log stays as it was");
        }

        gateways.Apply(after.GatewayListeners);
        var gone = SnapshotDifference.GoneEndpoints(before, after);
        if (gone.Count > 0)
        {
            foreach (var worker in workers)
            {
                worker.Loop.Schedule(_ => worker.Retire(gone), null);
            }
        }
    }

    void OnMain(Action action) => mainLoop.Schedule(static action => ((Action)action!)(), action);

    async Task StopAsync()
    {
        OnMain(config.Stop);
        foreach (var worker in workers)
        {
            worker.Loop.Schedule(static worker => ((Worker)worker!).Telemetry.Flush(), worker);
            await worker.Loop.DisposeAsync();
        }

        await mainLoop.DisposeAsync();
        logWriter.Dispose();
        Log.Write(LogArea.Main, LogLevel.Info, $"ended");
    }
}
