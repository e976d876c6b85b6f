namespace Mesh.Proxy.Names;

/// <summary>A small file that is read again when it was changed: seen by its time and length whenever it is asked for. Without it, what stands for an empty one.</summary>
/// <param name="path">Where.</param>
/// <param name="parse">Never fails.</param>
sealed class WatchedFile<T>(string path, Func<string, T> parse)
    where T : class
{
    const long MaxLength = 1 << 20;

    T? current;
    (DateTime Written, long Length) seen;

    /// <summary>How often the file was read: what was derived of an earlier reading is out of date.</summary>
    public int Readings { get; private set; }

    public T Current
    {
        get
        {
            var file = new FileInfo(path);
            var now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
            if (current is null || now != seen)
            {
                seen = now;
                current = parse(Read(now.Length));
                Readings++;
            }

            return current;
        }
    }

    string Read(long length)
    {
        try
        {
            return length is 0 or > MaxLength ? "" : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
