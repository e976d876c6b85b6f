namespace Mesh.ControlPlane.Compiling;

/// <summary>Durations as the contract carries them.</summary>
static class Duration
{
    /// <summary>Whole milliseconds; a fraction counts up, so that a deadline never becomes "none".</summary>
    public static ulong Milliseconds(TimeSpan duration) =>
        duration <= TimeSpan.Zero ? 0 : (ulong)((duration.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);
}
