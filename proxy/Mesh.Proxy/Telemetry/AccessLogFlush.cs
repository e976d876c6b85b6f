using Mesh.Proxy.Telemetry.AccessLogs;
using Mesh.Transport;

namespace Mesh.Proxy.Telemetry;

sealed class AccessLogFlush(WorkerAccessLog? log)
{
    public void Attach(TimerWheel wheel) => _ = wheel;

    public void Arm() => _ = log;
}
