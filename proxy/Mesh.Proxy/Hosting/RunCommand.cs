using System.CommandLine;
using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Identity;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.Serving;

namespace Mesh.Proxy.Hosting;

/// <summary>`mesh-proxy run`: every flag, what it means and what holds without it.</summary>
sealed class RunCommand
{
    const string Off = "off";

    readonly Option<string?> control = new("--control") { Description = "Control plane: host:port, [v6]:port or unix:/path." };
    readonly Option<string?> config = new("--config") { Description = "Configuration from a file that `mesh-control compile` wrote, instead of a control plane. Watched; SIGHUP reads it at once." };
    readonly Option<string?> stateDir = new("--state-dir") { Description = "Directory that keeps the last good configuration, to start from when the control plane is away." };
    readonly Option<int?> workers = new("--workers") { Description = "Worker threads; 0: one per core. Default: ISTIO_CPU_LIMIT, else the cgroup's CPU limit, else one per core." };
    readonly Option<string> transport = Choice("--transport", "Event loops: epoll, or sockets (portable, slower).", "epoll", "sockets");
    readonly Option<string> nodeType = Choice("--node-type", "What this proxy is.", "sidecar", "gateway");
    readonly Option<string?> nodeId = new("--node-id") { Description = "Name of this instance. Default: $POD_NAME.$POD_NAMESPACE, else the host name." };
    readonly Option<string?> nodeNamespace = new("--node-namespace") { Description = "Default: $POD_NAMESPACE, else default." };
    readonly Option<string?> workload = new("--node-workload") { Description = "Workload name. Default: $ISTIO_META_WORKLOAD_NAME; for a pod, what the control plane makes of its name; else labels, else the host name." };
    readonly Option<string?> serviceAccount = new("--node-service-account") { Description = "Default: $SERVICE_ACCOUNT." };
    readonly Option<string?> cluster = new("--node-cluster") { Description = "Cluster id. Default: $ISTIO_META_CLUSTER_ID, else Kubernetes." };
    readonly Option<string?> mesh = new("--node-mesh") { Description = "Mesh id. Default: $ISTIO_META_MESH_ID." };
    readonly Option<string?> network = new("--node-network") { Description = "Network name. Default: $ISTIO_META_NETWORK." };
    readonly Option<string[]> labels = new("--node-label") { Description = "key=value; may be repeated. Over those of the pod." };
    readonly Option<string[]> addresses = new("--node-address") { Description = "IP address of the workload; may be repeated. Default: $INSTANCE_IP and the interfaces' addresses." };
    readonly Option<string> podDir = new("--pod-dir") { Description = "Where the downward API puts labels.", DefaultValueFactory = _ => "/etc/istio/pod" };
    readonly Option<string> outbound = Address("--outbound-listen", "Captured outbound connections.", $"0.0.0.0:{ReservedPorts.Outbound}");
    readonly Option<string> inbound = Address("--inbound-listen", "Captured inbound connections.", $"0.0.0.0:{ReservedPorts.Inbound}");
    readonly Option<string[]> explicitOutbound = new("--listen-http") { Description = "Without capture: ADDR:PORT=SERVICE_PORT. What connects there meant the service port, and says in Host which service. May be repeated." };
    readonly Option<string[]> explicitInbound = new("--inbound-forward") { Description = "Without capture: ADDR:PORT=APP_ADDR:APP_PORT. What connects there meant the application. May be repeated." };
    readonly Option<string> admin = Address("--admin", "Admin pages.", $"127.0.0.1:{ReservedPorts.Admin}");
    readonly Option<string> agent = Address("--agent", "Merged metrics, health and drain for the kubelet.", $"0.0.0.0:{ReservedPorts.MergedMetrics}");
    readonly Option<string> health = Address("--health", "/healthz/ready.", $"0.0.0.0:{ReservedPorts.Health}");
    readonly Option<string> metrics = Address("--metrics", "/stats/prometheus.", $"0.0.0.0:{ReservedPorts.Metrics}");
    readonly Option<string> drain = Time("--drain-duration", "From SIGTERM to the end.", "5s");
    readonly Option<string> headTimeout = Time("--request-head-timeout", "For a request head, from its first byte.", "60s");
    readonly Option<string> idleTimeout = Time("--idle-timeout", "For connections without a byte.", "1h");
    readonly Option<string> streamIdleTimeout = Time("--stream-idle-timeout", "For requests without a byte; 0: as --idle-timeout.", "0s");
    readonly Option<string> http2StallTimeout = Time("--http2-stall-timeout", "For an HTTP/2 peer to take anything of what waits on a stream; 0: off.", "5m");
    readonly Option<string> detectionTimeout = Time("--detection-timeout", "How long a port of undeclared protocol waits for the client to speak first.", "100ms");
    readonly Option<bool> http10 = new("--http10") { Description = "Serve HTTP/1.0 instead of answering 426 (also ISTIO_META_HTTP10=1)." };
    readonly Option<int> maxConnections = new("--max-connections") { Description = "Open connections per listener and worker; more wait to be accepted.", DefaultValueFactory = _ => int.MaxValue };
    readonly Option<string> logLevel = Choice("--log-level", "Least severe lines that are logged.", "info", "trace", "debug", "warning", "error", "critical", "off");

    /// <summary>The command; <paramref name="run"/> gets what it says and returns the exit code.</summary>
    public Command Create(Func<RunOptions, int> run)
    {
        var command = new Command("run", "Serve traffic until told to end.");
        Option[] all =
        [
            control, config, stateDir, workers, transport, nodeType, nodeId, nodeNamespace, workload, serviceAccount, cluster, mesh, network, labels, addresses,
            podDir, outbound, inbound, explicitOutbound, explicitInbound, admin, agent, health, metrics, drain, headTimeout, idleTimeout, streamIdleTimeout,
            http2StallTimeout, detectionTimeout, http10, maxConnections, logLevel,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }

        command.SetAction(result =>
        {
            try
            {
                return run(Read(result));
            }
            catch (FormatException exception)
            {
                Console.Error.WriteLine($"mesh-proxy: {exception.Message}");
                return 2;
            }
        });
        return command;
    }

    static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    static Option<string> Address(string name, string description, string otherwise) =>
        new(name) { Description = $"{description} ADDR:PORT, or {Off}.", DefaultValueFactory = _ => otherwise };

    static Option<string> Time(string name, string description, string otherwise) =>
        new(name) { Description = $"{description} As in 300ms, 5s, 2m, 1h.", DefaultValueFactory = _ => otherwise };

    RunOptions Read(ParseResult result)
    {
        if ((result.GetValue(control) is null) == (result.GetValue(config) is null))
        {
            throw new FormatException("one of --control and --config is needed");
        }

        return new RunOptions
        {
            Control = result.GetValue(control),
            ConfigFile = result.GetValue(config),
            StateDirectory = result.GetValue(stateDir),
            Workers = result.GetValue(workers),
            Transport = result.GetValue(transport) == "sockets" ? TransportKind.Sockets : TransportKind.Epoll,
            Node = ReadNode(result),
            OutboundListen = ReadAddress(result, outbound),
            InboundListen = ReadAddress(result, inbound),
            ExplicitOutbound = [.. (result.GetValue(explicitOutbound) ?? []).Select(AddressText.ParsePortPair)],
            ExplicitInbound = [.. (result.GetValue(explicitInbound) ?? []).Select(AddressText.ParsePair)],
            Admin = ReadAddress(result, admin),
            Agent = ReadAddress(result, agent),
            Health = ReadAddress(result, health),
            Metrics = ReadAddress(result, metrics),
            DrainDuration = ReadTime(result, drain),
            MaxConnections = result.GetValue(maxConnections),
            LogLevel = result.GetValue(logLevel)!,
            Serving = ReadServing(result),
            CommandLine = CommandLineOf(result),
        };
    }

    NodeOptions ReadNode(ParseResult result) => new()
    {
        Type = result.GetValue(nodeType) == "gateway" ? NodeType.Gateway : NodeType.Sidecar,
        Id = result.GetValue(nodeId),
        Namespace = result.GetValue(nodeNamespace),
        Workload = result.GetValue(workload),
        ServiceAccount = result.GetValue(serviceAccount),
        ClusterId = result.GetValue(cluster),
        MeshId = result.GetValue(mesh),
        Network = result.GetValue(network),
        Labels = result.GetValue(labels) ?? [],
        Addresses = result.GetValue(addresses) ?? [],
        PodDirectory = result.GetValue(podDir)!,
    };

    ServingOptions ReadServing(ParseResult result) => ServingOptions.Default with
    {
        AcceptsHttp10 = result.GetValue(http10) || Environment.GetEnvironmentVariable("ISTIO_META_HTTP10") == "1",
        RequestHeadTimeout = ReadTime(result, headTimeout),
        IdleTimeout = ReadTime(result, idleTimeout),
        TcpIdleTimeout = ReadTime(result, idleTimeout),
        UpstreamIdleTimeout = ReadTime(result, idleTimeout),
        StreamIdleTimeout = ReadTime(result, streamIdleTimeout),
        Http2StallTimeout = ReadTime(result, http2StallTimeout),
        DetectionTimeout = ReadTime(result, detectionTimeout),
    };

    static IPEndPoint? ReadAddress(ParseResult result, Option<string> option) =>
        result.GetValue(option) is { } text && text != Off ? AddressText.Parse(text, option.Name) : null;

    static TimeSpan ReadTime(ParseResult result, Option<string> option) => DurationText.Parse(result.GetValue(option)!, option.Name);

    static Dictionary<string, string> CommandLineOf(ParseResult result) =>
        result.CommandResult.Children.OfType<System.CommandLine.Parsing.OptionResult>()
            .Where(option => !option.Implicit)
            .ToDictionary(option => option.Option.Name.TrimStart('-').Replace('-', '_'), option => string.Join(' ', option.Tokens));
}
