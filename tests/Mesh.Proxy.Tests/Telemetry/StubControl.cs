using Mesh.Proxy.Admin;
using Mesh.Proxy.Config;
using Mesh.Proxy.Detection;

namespace Mesh.Proxy.Tests.Telemetry;

sealed class StubControl : IProxyControl
{
    public ProxyState State { get; set; }

    public bool IsReady { get; set; } = true;

    public long ActiveConnections { get; set; } = 3;

    public IReadOnlyList<ListenerStatus> Listeners { get; set; } = [new("virtualInbound", "0.0.0.0:15006", 3, 17, 0)];

    public IReadOnlyList<SpokenDestination> Spoken { get; set; } = [];

    public long RentedBuffers { get; set; } = 5;

    public long Faults { get; set; }

    public ConfigStatus Configuration { get; set; } = ConfigStatus.Initial;

    public IReadOnlyList<string> RejectedResources { get; set; } = [];

    public List<string> Calls { get; } = [];

    public bool HealthCheckFails { get; set; }

    public void StartDrain(bool graceful) => Calls.Add(graceful ? "drain graceful" : "drain");

    public void Shutdown() => Calls.Add("shutdown");
}
