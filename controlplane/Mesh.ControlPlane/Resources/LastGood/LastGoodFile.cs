namespace Mesh.ControlPlane.Resources.LastGood;

/// <summary>The state file: read bounded, replaced whole.</summary>
/// <param name="directory">Where it lies; made when it is first written.</param>
sealed class LastGoodFile(string directory)
{
    /// <summary>About what 16 config files of the largest size hold.</summary>
    public const long MaxBytes = 256L * 1024 * 1024;

    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetFullPath(directory), "last-good");

    /// <summary>Its bytes; null when there is none.</summary>
    /// <exception cref="IOException">It cannot be read, or is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">As above, for lack of permission.</exception>
    public byte[]? Read()
    {
        var info = new FileInfo(Path);
        if (!info.Exists)
        {
            return null;
        }

        // A pipe or a device has no length: to open it could block for ever.
        return info.Length is > 0 and <= MaxBytes ? ReadBounded() : throw new IOException($"a length of {info.Length} bytes is none of a state file");
    }

    /// <summary>
    /// Replaces it so that a crash at any moment leaves the old one or the new one: a temporary file beside it is written, flushed to disk,
    /// and renamed over it. Only its owner may read it, for config can hold secrets.
    /// </summary>
    /// <exception cref="IOException">It cannot be written. The old one is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">As above, for lack of permission.</exception>
    public void Replace(byte[] bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            throw new IOException($"it would have {bytes.Length} bytes, the limit is {MaxBytes}");
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!, OwnerOnly | UnixFileMode.UserExecute);
        var temporary = Path + ".tmp";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = OwnerOnly,
        }))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, Path, overwrite: true);
    }

    /// <summary>Removes it, and what is half written beside it: a full disk has more room then.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool TryDelete() => TryDelete(Path + ".tmp") & TryDelete(Path);

    static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return !File.Exists(path);
        }
    }

    byte[] ReadBounded()
    {
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var bytes = new byte[Math.Min(stream.Length, MaxBytes)];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
