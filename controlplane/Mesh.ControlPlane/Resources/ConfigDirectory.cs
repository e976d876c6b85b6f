using System.Security.Cryptography;
using Mesh.ControlPlane.Resources.Reading;
using Mesh.ControlPlane.Resources.Yaml;
using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources;

/// <summary>Reads a tree of <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c>. Nothing a file holds makes it throw or hides another
/// file.</summary>
/// <param name="root">The directory; need not exist yet.</param>
/// <param name="meshConfigFile">A file of plain MeshConfig, or null. May lie outside the directory.</param>
/// <param name="time">Tells how fresh a file's timestamp is.</param>
public sealed class ConfigDirectory(string root, string? meshConfigFile = null, TimeProvider? time = null)
{
    /// <summary>A file written this recently may change again under the same timestamp, so it is read once more.</summary>
    static readonly TimeSpan TimestampGranularity = TimeSpan.FromSeconds(2);

    readonly TimeProvider clock = time ?? TimeProvider.System;

    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Where the file of MeshConfig lies, or null.</summary>
    public string? MeshConfigDirectory { get; } = meshConfigFile is null ? null : Path.GetDirectoryName(Path.GetFullPath(meshConfigFile));

    /// <param name="previous">Files that did not change since are taken from it, resources included by reference.</param>
    public ConfigScan Scan(ConfigScan? previous = null)
    {
        var known = (previous?.Files ?? []).ToDictionary(file => file.Path, StringComparer.Ordinal);
        var tree = new ConfigTree(Root);
        var paths = tree.List();
        var files = paths
            .Select(path => Load(path, Path.Combine(Root, path), known.GetValueOrDefault(path), ResourceReader.Read))
            .ToList();
        if (meshConfigFile is not null)
        {
            files.Add(Load(meshConfigFile, meshConfigFile, known.GetValueOrDefault(meshConfigFile), ReadMeshConfig));
        }

        return new ConfigScan(files, tree.UnreadableDirectories, tree.Diagnostics)
        {
            HasTree = paths.Count > 0 && !tree.UnreadableDirectories.Contains(""),
        };
    }

    /// <summary>Reads one file of resources by itself. Pipes serve too: what cannot end is bounded.</summary>
    internal static IReadOnlyList<ReadResult> ReadFile(string path)
    {
        try
        {
            var bytes = ReadBounded(path, YamlLimits.MaxFileBytes);
            return bytes.Length > YamlLimits.MaxFileBytes ? [TooLarge(path)] : [.. Decode(path, bytes, ResourceReader.Read)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [Unreadable(path, $"cannot be read: {error.Message}")];
        }
    }

    /// <summary>Reads one document of a file as <see cref="Scan"/> does.</summary>
    internal IEnumerable<ReadResult> Read(string file, DocumentText document) =>
        file == meshConfigFile ? ReadMeshConfig(file, document.Text) : ResourceReader.Read(file, document);

    static IEnumerable<ReadResult> ReadMeshConfig(string file, string text) => [MeshConfigDocument.ReadFile(file, text)];

    ConfigFile Load(string path, string fullPath, ConfigFile? known, Func<string, string, IEnumerable<ReadResult>> read)
    {
        try
        {
            var stamp = StampOf(fullPath);
            return known is not null && IsUnchanged(known, stamp) ? known : Load(path, stamp, known, read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new ConfigFile(path, [Unreadable(path, $"cannot be read: {error.Message}")]);
        }
    }

    static ConfigFile Load(string path, FileStamp stamp, ConfigFile? known, Func<string, string, IEnumerable<ReadResult>> read)
    {
        // Pipes, sockets and devices have no length either: opening them could block for ever.
        var bytes = stamp.Length is 0 or > YamlLimits.MaxFileBytes ? [] : ReadBounded(stamp.RealPath, stamp.Length);
        if (Math.Max(stamp.Length, bytes.Length) > YamlLimits.MaxFileBytes)
        {
            return new ConfigFile(path, [TooLarge(path)]) { Stamp = stamp };
        }

        // Touched without a change: the same resources, so that nobody downstream takes them for new ones.
        var digest = Convert.ToHexString(SHA256.HashData(bytes));
        return known?.Digest == digest
            ? known with { Stamp = stamp }
            : new ConfigFile(path, [.. Decode(path, bytes, read)]) { Stamp = stamp, Digest = digest };
    }

    static IEnumerable<ReadResult> Decode(string path, byte[] bytes, Func<string, string, IEnumerable<ReadResult>> read) =>
        SourceText.TryDecode(bytes, out var text, out var problem) ? read(path, text) : [Unreadable(path, problem)];

    /// <summary>At most one byte more than allowed, however the file grows meanwhile.</summary>
    static byte[] ReadBounded(string path, long allowed)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[(stream.CanSeek ? Math.Min(stream.Length, YamlLimits.MaxFileBytes) : allowed) + 1];
        return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }

    static FileStamp StampOf(string path)
    {
        var info = new FileInfo(path);
        info = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
        return new FileStamp(info.FullName, info.Length, info.LastWriteTimeUtc);
    }

    /// <summary>A file just emptied counts as unchanged for a moment: an editor that rewrites it in place is not done yet.</summary>
    bool IsUnchanged(ConfigFile known, FileStamp stamp) =>
        IsSettled(stamp) ? known.Stamp == stamp : stamp.Length == 0 && known.Stamp is { Length: > 0 };

    bool IsSettled(FileStamp stamp) => clock.GetUtcNow().UtcDateTime - stamp.Modified > TimestampGranularity;

    static ReadResult TooLarge(string path) => Unreadable(path, $"is larger than {YamlLimits.MaxFileBytes} bytes");

    static ReadResult Unreadable(string path, string message) =>
        new(null, null, [new Diagnostic(DiagnosticSeverity.Error, path, 0, 0, "", "", "", "", message)]);
}
