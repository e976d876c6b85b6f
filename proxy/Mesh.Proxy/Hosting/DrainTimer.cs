using Mesh.Transport;

namespace Mesh.Proxy.Hosting;

/// <summary>Calls once, some time from now, on the loop it is set on.</summary>
sealed class DrainTimer(Action onDue) : TimerEntry
{
    protected override void OnDue() => onDue();
}
