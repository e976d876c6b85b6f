using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Names;
using Mesh.Transport;

namespace Mesh.Proxy.Hosting;

/// <summary>Where configuration comes from: the control plane, or a file. Started before the loops run; everything else is for the main loop.</summary>
sealed class ConfigSource
{
    readonly ConfigApplier applier;
    readonly ConfigClient? client;
    readonly FileConfigSource? file;

    /// <exception cref="FormatException">--control is no address.</exception>
    public ConfigSource(RunOptions options, Node node, int workers, SnapshotHolder holder, EventLoop loop)
    {
        var lookup = new StubResolver(loop);
        var seed = (ulong)TimeProvider.System.GetTimestamp();
        applier = new ConfigApplier(
            new SnapshotBuilder(workers, node.Type), holder, new DnsResolver(loop, lookup, UsableFamilies.Of(node), seed));
        if (options.ConfigFile is { } path)
        {
            file = new FileConfigSource(path, applier, loop);
            return;
        }

        var control = ControlAddress.TryParse(options.Control!, out var error) ?? throw new FormatException($"--control {error}");
        var clientOptions = new ConfigClientOptions
        {
            Control = control,
            Node = node,
            ProxyVersion = ProductVersion.Text,
            StateDirectory = options.StateDirectory,
            Seed = seed,
        };
        client = new ConfigClient(loop, clientOptions, applier, lookup, InBackground);
    }

    /// <summary>Of any thread.</summary>
    public ConfigStatus Status => applier.Status;

    public void Start()
    {
        file?.Start();
        client?.Start();
    }

    /// <summary>SIGHUP. The control plane pushes by itself.</summary>
    public void Reload() => file?.Reload();

    public void Stop()
    {
        file?.Stop();
        client?.Stop();
    }

    /// <summary>Disks may block; the one thing that is done on the thread pool, and seldom.</summary>
    static void InBackground(Action action) => ThreadPool.UnsafeQueueUserWorkItem(static action => action(), action, preferLocal: false);
}
