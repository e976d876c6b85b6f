using System.Net;
using System.Net.Sockets;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Telemetry.Logging;
using Mesh.Transport;

namespace Mesh.Proxy.Hosting;

/// <summary>
/// The addresses that gateway configuration asks for, on every worker (5.1). One that goes is closed; connections it had stay until they end. One that
/// cannot be bound is said and left out; the others serve.
/// </summary>
sealed class GatewayListeners(IReadOnlyList<WorkerListeners> workers)
{
    readonly Dictionary<(int Port, string Bind), ListenerSpec[]> open = [];
    int pending;
    bool haveOpened;

    /// <summary>0.0.0.0, and :: where the system has IPv6.</summary>
    public static IReadOnlyList<IPAddress> AnyAddresses { get; } =
        Socket.OSSupportsIPv6 ? [IPAddress.Any, IPAddress.IPv6Any] : [IPAddress.Any];

    /// <summary>The first configuration's addresses are open, on every worker; from then on always true. For one thread, that which calls <see cref="Apply"/>.</summary>
    public bool HaveOpened => haveOpened = haveOpened || Volatile.Read(ref pending) == 0;

    /// <summary>"name: why" of what could not be bound.</summary>
    public IReadOnlyList<string> Failures { get; private set; } = [];

    /// <summary>One change at a time; the calls may come from any thread.</summary>
    public void Apply(IReadOnlyList<GatewayListener> wanted)
    {
        var failures = new List<string>();
        foreach (var (key, specs) in open.Where(pair => !wanted.Any(listener => (listener.Port, listener.Bind) == pair.Key)).ToArray())
        {
            open.Remove(key);
            OnEach(listeners => Array.ForEach(specs, listeners.Remove));
        }

        foreach (var listener in wanted.Where(listener => !open.ContainsKey((listener.Port, listener.Bind))))
        {
            if (Refusal(listener) is { } reason)
            {
                failures.Add($"{listener.Origin}: {reason}");
                Log.Write(LogArea.Listeners, LogLevel.Error, $"{listener.Origin}: {reason}");
                continue;
            }

            Open(listener);
        }

        Failures = failures;
    }

    static string? Refusal(GatewayListener listener) =>
        ReservedPorts.Contains(listener.Port) ? $"port {listener.Port} is the proxy's own (1.25)"
        : listener.Bind.Length > 0 && !IPAddress.TryParse(listener.Bind, out _) ? $"bind \"{listener.Bind}\" is not an IP address"
        : null;

    void Open(GatewayListener listener)
    {
        ListenerSpec[] specs = [.. AddressesOf(listener).Select(address => new ListenerSpec(
            listener.Origin, new IPEndPoint(address, listener.Port), ListenerSide.Peers, worker => new GatewayAcceptor(worker, listener.Port, listener.Bind)))];
        open.Add((listener.Port, listener.Bind), specs);
        OnEach(listeners => Array.ForEach(specs, spec => TryAdd(listeners, spec)));
    }

    static IEnumerable<IPAddress> AddressesOf(GatewayListener listener) =>
        listener.Bind.Length > 0 ? [IPAddress.Parse(listener.Bind)] : AnyAddresses;

    static void TryAdd(WorkerListeners listeners, ListenerSpec spec)
    {
        try
        {
            listeners.Add(spec);
        }
        catch (TransportException exception)
        {
            Log.Write(LogArea.Listeners, LogLevel.Error, $"{spec.Name}: {exception.Message}");
        }
    }

    void OnEach(Action<WorkerListeners> action)
    {
        foreach (var listeners in workers)
        {
            Interlocked.Increment(ref pending);
            listeners.Loop.Schedule(_ =>
            {
                action(listeners);
                Interlocked.Decrement(ref pending);
            }, null);
        }
    }
}
