namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>Where lines go in the end. Called by the writer's thread alone; may block, and may throw <see cref="IOException"/>.</summary>
interface ILogDestination
{
    void Write(ReadOnlySpan<byte> lines);

    /// <summary>Opens the path again, after a log rotation moved the file away. The old file stays in use if that fails.</summary>
    void Reopen();
}
