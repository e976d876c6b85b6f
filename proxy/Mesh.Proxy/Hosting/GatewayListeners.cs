using System.Net;
using System.Net.Sockets;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Telemetry.Logging;

namespace Mesh.Proxy.Hosting;

/// <summary>
/// The addresses that gateway configuration asks for, on every worker (5.1). One that goes is closed; connections it had stay until they end. One that
/// cannot be bound is said and tried again; the others serve. All members are for one thread, that which calls <see cref="Apply"/>.
/// </summary>
sealed class GatewayListeners(IReadOnlyList<WorkerListeners> workers)
{
    readonly Dictionary<(int Port, string Bind), GatewayBinding[]> open = [];
    IReadOnlyList<string> refusals = [];
    bool haveOpened;

    /// <summary>0.0.0.0, and :: where the system has IPv6.</summary>
    public static IReadOnlyList<IPAddress> AnyAddresses { get; } =
        Socket.OSSupportsIPv6 ? [IPAddress.Any, IPAddress.IPv6Any] : [IPAddress.Any];

    /// <summary>
    /// The first configuration's addresses are open, on every worker; from then on always true. :: beside 0.0.0.0 is not waited for: a host may have IPv6 in
    /// name only.
    /// </summary>
    public bool HaveOpened => haveOpened = haveOpened || open.Values.All(bindings => bindings.All(one => one.IsBound || IsOptional(one.Spec)));

    /// <summary>"name: why" of what could not be bound.</summary>
    public IReadOnlyList<string> Failures =>
    [
        .. refusals,
        .. open.Values.SelectMany(bindings => bindings).Where(one => one.Failure is not null).Select(one => $"{one.Spec.Name}: {one.Failure}").Distinct(),
    ];

    public void Apply(IReadOnlyList<GatewayListener> wanted)
    {
        foreach (var (key, bindings) in open.Where(pair => !wanted.Any(listener => (listener.Port, listener.Bind) == pair.Key)).ToArray())
        {
            open.Remove(key);
            Array.ForEach(bindings, binding => binding.Loop.Schedule(static one => ((GatewayBinding)one!).Close(), binding));
        }

        var refused = new List<string>();
        foreach (var listener in wanted.Where(listener => !open.ContainsKey((listener.Port, listener.Bind))))
        {
            if (Refusal(listener) is { } reason)
            {
                refused.Add($"{listener.Origin}: {reason}");
                Log.Write(LogArea.Listeners, LogLevel.Error, $"{listener.Origin}: {reason}");
                continue;
            }

            Open(listener);
        }

        refusals = refused;
    }

    static string? Refusal(GatewayListener listener) =>
        ReservedPorts.Contains(listener.Port) ? $"port {listener.Port} is the proxy's own (1.25)"
        : listener.Bind.Length > 0 && !IPAddress.TryParse(listener.Bind, out _) ? $"bind \"{listener.Bind}\" is not an IP address"
        : null;

    void Open(GatewayListener listener)
    {
        ListenerSpec[] specs = [.. AddressesOf(listener).Select(address => new ListenerSpec(
            listener.Origin, new IPEndPoint(address, listener.Port), ListenerSide.Peers, worker => new GatewayAcceptor(worker, listener.Port, listener.Bind)))];
        GatewayBinding[] bindings = [.. workers.SelectMany(listeners => specs.Select(spec => new GatewayBinding(listeners, spec)))];
        open.Add((listener.Port, listener.Bind), bindings);
        Array.ForEach(bindings, binding => binding.Loop.Schedule(static one => ((GatewayBinding)one!).Open(), binding));
    }

    static IEnumerable<IPAddress> AddressesOf(GatewayListener listener) =>
        listener.Bind.Length > 0 ? [IPAddress.Parse(listener.Bind)] : AnyAddresses;

    static bool IsOptional(ListenerSpec spec) => spec.EndPoint.Address.Equals(IPAddress.IPv6Any);
}
