using System.CommandLine;
using System.Runtime.InteropServices;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Distribution;
using Mesh.ControlPlane.Logging;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.LastGood;
using Mesh.Proxy.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Commands;

/// <summary><c>serve</c>: the control plane itself.</summary>
sealed class ServeCommand
{
    static readonly DistributionOptions Defaults = new();

    readonly ConfigOptions config = new();

    readonly Option<string> listen = new("--listen")
    {
        Description = "Where proxies connect: IP:PORT, :PORT or unix:/PATH.", DefaultValueFactory = _ => "127.0.0.1:15010", HelpName = "ADDR",
    };

    readonly Option<string> monitoring = new("--monitoring")
    {
        Description = "Where readiness, metrics and /debug are served over HTTP.", DefaultValueFactory = _ => "127.0.0.1:15014", HelpName = "ADDR",
    };

    readonly Option<LogLevel> logLevel = new("--log-level")
    {
        Description = "What to log to stderr.", DefaultValueFactory = _ => LogLevel.Information,
    };

    readonly Option<int> debounce = new("--debounce-ms")
    {
        Description = "Quiet time after a file changed before the tree is read.",
        DefaultValueFactory = _ => (int)new ConfigWatcherOptions().Debounce.TotalMilliseconds,
        HelpName = "MS",
    };

    readonly Option<string> stateDirectory = new("--state-dir")
    {
        Description = "Where the last good version of every resource is kept for the next start; not kept when absent.", HelpName = "DIR",
    };

    readonly Option<int> maxConnections = new("--max-connections")
    {
        Description = "Proxies served at once.", DefaultValueFactory = _ => Defaults.MaxConnections, HelpName = "N",
    };

    readonly Option<int> maxAudiences = new("--max-audiences")
    {
        Description = "Kinds of proxies (by namespace, labels, Sidecar) that config is compiled for at once.",
        DefaultValueFactory = _ => Defaults.MaxAudiences,
        HelpName = "N",
    };

    readonly Option<int?> maxAudiencesPerAddress = new("--max-audiences-per-address")
    {
        Description = "The same of the proxies of one address (IPv6: one /64); half of --max-audiences when absent. Not for a Unix socket.", HelpName = "N",
    };

    readonly Option<int> newAudiencesPerSecond = new("--new-audiences-per-second")
    {
        Description = "New ones that proxies of one address may cause after the first --max-audiences-per-address. Not for a Unix socket.",
        DefaultValueFactory = _ => Defaults.NewAudiencesPerSecond,
        HelpName = "N",
    };

    readonly Option<int> ackTimeout = new("--ack-timeout-s")
    {
        Description = "How long a proxy may take to acknowledge.",
        DefaultValueFactory = _ => (int)Defaults.AckTimeout.TotalSeconds,
        HelpName = "S",
    };

    public static Command Create()
    {
        var self = new ServeCommand();
        var command = new Command("serve", "Read a directory of resources, follow it, and serve proxies.");
        self.config.AddTo(command);
        foreach (var option in new Option[]
                 {
                     self.listen, self.monitoring, self.logLevel, self.debounce, self.stateDirectory, self.maxConnections, self.maxAudiences,
                     self.maxAudiencesPerAddress, self.newAudiencesPerSecond, self.ackTimeout,
                 })
            command.Options.Add(option);
        foreach (var option in new[] { self.listen, self.monitoring })
            option.Validators.Add(result =>
            {
                if (result.Tokens is [var token] && ListenAddress.Parse(token.Value, out var error) is null)
                    result.AddError(error);
            });
        foreach (var option in new Option[]
                 {
                     self.debounce, self.maxConnections, self.maxAudiences, self.maxAudiencesPerAddress, self.newAudiencesPerSecond, self.ackTimeout,
                 })
            option.Validators.Add(result =>
            {
                if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var number) || number < 1))
                    result.AddError($"{result.Option.Name}: \"{token.Value}\" is no positive number");
            });
        command.SetAction(self.RunAsync);
        return command;
    }

    async Task<int> RunAsync(ParseResult result, CancellationToken cancel)
    {
        using var logging = new LineLoggerProvider(result.InvocationConfiguration.Error, result.GetValue(logLevel), TimeProvider.System);
        var logger = logging.CreateLogger("mesh-control");
        if (config.Problem(result) is { } problem)
        {
            Log.Error(logger, problem);
            return 1;
        }

        using var distributor = new Distributor(Options(result), TimeProvider.System, logger);
        using var publisher = new MeshPublisher(distributor, new CompilerMemory(config.ClusterId(result)), TimeProvider.System, logger);
        await using var lane = new ConfigLane(publisher);
        var directory = config.Read(result);
        var state = result.GetValue(stateDirectory) is { Length: > 0 } path
            ? new LastGoodState(
                path, directory, warning => Log.Warning(logger, warning), isSaved => distributor.Metrics.LastGoodSaved(isSaved, TimeProvider.System.GetUtcNow()))
            : null;
        await using var watcher = new ConfigWatcher(
            directory, lane.Post, new ConfigWatcherOptions { Debounce = TimeSpan.FromMilliseconds(result.GetValue(debounce)) },
            preview: publisher.PublishEndpoints, state: state);
        publisher.Publish(watcher.Start());
        using var hangup = RescanOnHangup(watcher, logger);

        await using var server = new ControlPlaneServer(Address(result, listen), Address(result, monitoring), distributor, logging);
        try
        {
            await server.StartAsync(cancel);
        }
        catch (IOException e)
        {
            Log.Error(logger, e.Message);
            return 1;
        }

        SystemdNotifier.Ready();
        Log.Listening(logger, $"{server.ProxyEndPoint}", $"{server.MonitoringEndPoint}");
        var ended = await Task.WhenAny(server.WaitForShutdownAsync(cancel), watcher.Completion);
        await ended;
        return 0;
    }

    DistributionOptions Options(ParseResult result)
    {
        var audiences = result.GetValue(maxAudiences);
        var ofPeer = result.GetValue(maxAudiencesPerAddress) ?? (audiences + 1) / 2;
        return Defaults with
        {
            MaxConnections = result.GetValue(maxConnections),
            MaxAudiences = audiences,
            MaxAudiencesOfPeer = ofPeer,
            NewAudienceBurst = ofPeer,
            NewAudiencesPerSecond = result.GetValue(newAudiencesPerSecond),
            AckTimeout = TimeSpan.FromSeconds(result.GetValue(ackTimeout)),
        };
    }

    // Daemons reload on SIGHUP; by default it would end the process, as a closed terminal does.
    static PosixSignalRegistration RescanOnHangup(ConfigWatcher watcher, ILogger logger) =>
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Log.Rescanning(logger);
            watcher.Rescan();
        });

    static ListenAddress Address(ParseResult result, Option<string> option) =>
        ListenAddress.Parse(result.GetRequiredValue(option), out var error) ?? throw new ArgumentException(error);
}
