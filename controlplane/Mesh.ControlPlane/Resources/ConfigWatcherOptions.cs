namespace Mesh.ControlPlane.Resources;

/// <summary>How eagerly a directory is watched.</summary>
public sealed record ConfigWatcherOptions
{
    /// <summary>Quiet time after a change before the directory is read: editors and kubectl write in several steps.</summary>
    public TimeSpan Debounce { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads happen at least this often while changes keep coming.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Quiet time after a change before the directory is read for endpoints alone: traffic waits for them.</summary>
    public TimeSpan EndpointDebounce { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Endpoints are read at least this often while changes keep coming.</summary>
    public TimeSpan EndpointMaxDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads happen at least this often anyway: notifications get lost, and links lead to where none come from.</summary>
    public TimeSpan Rescan { get; init; } = TimeSpan.FromSeconds(10);
}
