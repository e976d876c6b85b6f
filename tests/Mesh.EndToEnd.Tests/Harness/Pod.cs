using System.Diagnostics.CodeAnalysis;
using Mesh.Testing.Netns;
using Mesh.Testing.Processes;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>A pod: a namespace with an address, maybe an application, maybe a sidecar with the rules that make it one.</summary>
[SuppressMessage("Design", "CA1001", Justification = "the network that made the namespace disposes of it")]
public sealed class Pod : IAsyncDisposable
{
    /// <summary>Istio's own arguments of the init container (1.21).</summary>
    public static readonly string[] InjectorArguments = ["-p", "15001", "-z", "15006", "-u", "1337", "-m", "REDIRECT", "-i", "*", "-x", "", "-b", "*", "-d", "15090,15021,15020"];

    readonly List<IAsyncDisposable> running = [];

    public Pod(string name, string address, NetworkNamespace host)
    {
        Name = name;
        Address = address;
        Host = host;
    }

    public string Name { get; }

    public string Address { get; }

    public NetworkNamespace Host { get; }

    /// <summary>Its proxy.</summary>
    public SidecarProcess Sidecar { get; private set; } = null!;

    /// <summary>Starts mesh-echo, as a user that is not the proxy's.</summary>
    public async Task<Daemon> RunEcho(string name, string listen = "9080", bool isHttp2 = false)
    {
        var daemon = Host.Start("mesh-echo", 2000, ProgramFiles.Echo, [name, listen, .. isHttp2 ? (string[])["h2c"] : []]);
        running.Add(daemon);
        var port = int.Parse(listen[(listen.LastIndexOf(':') + 1)..]);
        await Eventually.True($"{daemon.Name} listening on {port}", async () => (await Host.Run("ss", "-Hltn", $"sport = :{port}")).Length > 0 || daemon.HasExited);
        return daemon.HasExited ? throw new DaemonException(daemon.Tail()) : daemon;
    }

    /// <summary>Starts a scripted application on a port of the pod.</summary>
    public TcpApplication RunTcp(int port, Func<System.Net.Sockets.Socket, CancellationToken, Task> serve, string address = "0.0.0.0")
    {
        var application = new TcpApplication(Host, address, port, serve);
        running.Add(application);
        return application;
    }

    /// <summary>Ends with the pod.</summary>
    public void Own(IAsyncDisposable one) => running.Add(one);

    /// <summary>Puts capture rules in force.</summary>
    public Task Capture(params string[] arguments) => Host.Run([ProgramFiles.Iptables, .. arguments.Length > 0 ? arguments : InjectorArguments]);

    /// <summary>Starts the proxy of the pod.</summary>
    public async Task StartSidecar(SidecarOptions options)
    {
        Sidecar = await SidecarProcess.Start(Host, options);
        running.Add(Sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(running))
        {
            await one.DisposeAsync();
        }
    }
}
