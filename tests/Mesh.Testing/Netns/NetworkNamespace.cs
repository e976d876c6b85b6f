using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mesh.Testing.Processes;

namespace Mesh.Testing.Netns;

/// <summary>A network namespace of one test: a host of its own, with real interfaces, routes and iptables rules. Needs root.</summary>
public sealed class NetworkNamespace : IAsyncDisposable
{
    static int counter;

    NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    /// <summary>Why namespaces cannot be made here, or null.</summary>
    public static string? Unavailable =>
        Environment.UserName != "root" ? "needs root to make network namespaces"
        : !File.Exists("/usr/sbin/ip") && !File.Exists("/sbin/ip") && !File.Exists("/usr/bin/ip") ? "needs iproute2"
        : !File.Exists("/usr/sbin/iptables") ? "needs iptables"
        : null;

    public static async Task<NetworkNamespace> Create(string purpose)
    {
        var name = $"mt{Environment.ProcessId % 100_000}-{Interlocked.Increment(ref counter)}-{purpose}";
        await Command.Run("ip", "netns", "add", name);
        var made = new NetworkNamespace(name);
        await made.Run("ip", "link", "set", "lo", "up");
        return made;
    }

    /// <summary>Runs a command inside to its end; it must succeed.</summary>
    public Task<string> Run(params string[] command) => Command.Run("ip", ["netns", "exec", Name, .. command]);

    public Task<(int ExitCode, string Output, string Error)> Try(params string[] command) => Command.Try("ip", ["netns", "exec", Name, .. command]);

    /// <summary>Starts a daemon inside, as a user (null: root).</summary>
    public Daemon Start(string name, int? uid, string program, params string[] arguments) => Daemon.Start($"{name} in {Name}", "ip", Inside(uid, program, arguments));

    /// <summary>The arguments of `ip` that run a program inside as a user. ip and setpriv exec: the process id is the program's.</summary>
    public string[] Inside(int? uid, string program, params string[] arguments) =>
        uid is { } id
            ? ["netns", "exec", Name, "setpriv", $"--reuid={id}", $"--regid={id}", "--clear-groups", program, .. arguments]
            : ["netns", "exec", Name, program, .. arguments];

    /// <summary>Calls a function on a thread that is inside: sockets it makes belong to the namespace wherever they are used later.</summary>
    public T In<T>(Func<T> function)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter();
                result = function();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new InvalidOperationException($"inside {Name}: {failure.Message}", failure);
    }

    /// <summary>An unconnected TCP socket that belongs to the namespace.</summary>
    public Socket NewSocket(AddressFamily family = AddressFamily.InterNetwork) =>
        In(() => new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    public async Task<Socket> Connect(string address, int port)
    {
        var socket = NewSocket(IPAddress.Parse(address).AddressFamily);
        await socket.ConnectAsync(IPAddress.Parse(address), port);
        return socket;
    }

    /// <summary>An HTTP client whose connections are made inside.</summary>
    public HttpClient NewHttpClient() => new(NewHttpHandler());

    /// <summary>What makes them.</summary>
    public SocketsHttpHandler NewHttpHandler() => new()
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellation) =>
        {
            var address = IPAddress.Parse(context.DnsEndPoint.Host);
            var socket = NewSocket(address.AddressFamily);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    public async ValueTask DisposeAsync()
    {
        // Daemons that a failed test left inside hold the namespace: they go first.
        var (_, pids, _) = await Command.Try("ip", "netns", "pids", Name);
        foreach (var pid in pids.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await Command.Try("kill", "-9", pid);
        }

        await Command.Try("ip", "netns", "del", Name);
        var etc = $"/etc/netns/{Name}";
        if (Directory.Exists(etc))
        {
            Directory.Delete(etc, recursive: true);
        }
    }

    void Enter()
    {
        using var file = File.OpenHandle($"/run/netns/{Name}");
        const int cloneNewNet = 0x40000000;
        if (setns(file.DangerousGetHandle().ToInt32(), cloneNewNet) != 0)
        {
            throw new InvalidOperationException($"setns failed, errno {Marshal.GetLastPInvokeError()}");
        }
    }

    [DllImport("libc", SetLastError = true)]
    static extern int setns(int fd, int type);
}
