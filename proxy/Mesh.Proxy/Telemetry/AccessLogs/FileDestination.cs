namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>
/// Appends to a file (or FIFO). Each write goes to what is the end at that moment, so that a rotation by copying and truncating leaves no hole.
/// </summary>
sealed class FileDestination : ILogDestination
{
    readonly string path;
    FileStream file;

    /// <exception cref="IOException">The file cannot be opened; the message says why.</exception>
    /// <exception cref="UnauthorizedAccessException">As the other.</exception>
    public FileDestination(string path)
    {
        this.path = path;
        file = Open(path);
    }

    public void Write(ReadOnlySpan<byte> lines)
    {
        if (file.CanSeek)
        {
            file.Seek(0, SeekOrigin.End);
        }

        file.Write(lines);
    }

    public void Reopen()
    {
        var reopened = Open(path);
        file.Dispose();
        file = reopened;
    }

    static FileStream Open(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
