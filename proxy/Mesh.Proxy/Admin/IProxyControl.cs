using Mesh.Proxy.Config;
using Mesh.Proxy.Detection;

namespace Mesh.Proxy.Admin;

/// <summary>What admin can ask of the running proxy. The host implements it; all members may be called from admin's thread and return at once.</summary>
interface IProxyControl
{
    ProxyState State { get; }

    /// <summary>Ready for traffic: configuration was received and the workers accept (11.1). Stays true when the control plane goes away; false from the start of a drain.</summary>
    bool IsReady { get; }

    /// <summary>Connections of applications that are open now; admin, health and metrics do not count (11.5).</summary>
    long ActiveConnections { get; }

    IReadOnlyList<ListenerStatus> Listeners { get; }

    /// <summary>What destinations of undeclared protocol turned out to speak, by worker.</summary>
    IReadOnlyList<SpokenDestination> Spoken { get; }

    /// <summary>Pooled buffers in use by connections, all workers together.</summary>
    long RentedBuffers { get; }

    /// <summary>Exceptions since start that nobody expected: bugs that cost a connection or a timer's work.</summary>
    long Faults { get; }

    /// <summary>Where configuration comes from, and what went wrong with it last.</summary>
    ConfigStatus Configuration { get; }

    /// <summary>Resources of the newest generation that were refused, as "KIND name: reason".</summary>
    IReadOnlyList<string> RejectedResources { get; }

    /// <summary>Begins to drain. Asked again, does nothing.</summary>
    /// <param name="graceful">True: connections are told to close and listeners stop when they are quiet or the drain time is over. False: listeners stop at once.</param>
    void StartDrain(bool graceful);

    /// <summary>Drains, then ends the process.</summary>
    void Shutdown();

    /// <summary>/healthcheck/fail and /healthcheck/ok: what health checks are told, without draining.</summary>
    bool HealthCheckFails { get; set; }
}
