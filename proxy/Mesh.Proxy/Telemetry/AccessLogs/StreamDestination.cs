namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>Standard output or error: open for the life of the process.</summary>
sealed class StreamDestination(Stream stream) : ILogDestination
{
    public void Write(ReadOnlySpan<byte> lines)
    {
        stream.Write(lines);
        stream.Flush();
    }

    public void Reopen()
    {
    }
}
