using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Says, now and then, that nothing is published because nothing was loaded.</summary>
sealed class NotLoadedReminder(TimeProvider time, ILogger logger) : IDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    ITimer? timer;

    /// <summary>From now until <see cref="Stop"/>.</summary>
    public void Start() => timer ??= time.CreateTimer(_ => Log.NotLoaded(logger), null, TimeSpan.Zero, Interval);

    public void Stop()
    {
        timer?.Dispose();
        timer = null;
    }

    public void Dispose() => Stop();
}
