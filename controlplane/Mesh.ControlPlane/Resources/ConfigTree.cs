using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources;

/// <summary>Lists the configuration files under a directory. Follows links, but enters no directory twice.</summary>
/// <remarks>
/// Names that start with a dot are skipped: editors keep swap files so, and a mounted ConfigMap its versions (<c>..data</c>),
/// of which every file is visible through a link beside them.
/// </remarks>
sealed class ConfigTree(string root)
{
    const int MaxDepth = 32;
    const int MaxFiles = 100_000;

    readonly HashSet<string> entered = new(StringComparer.Ordinal);
    readonly List<string> files = [];
    readonly List<string> unreadable = [];
    readonly List<Diagnostic> diagnostics = [];

    public IReadOnlyList<string> UnreadableDirectories => unreadable;

    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;

    /// <returns>Paths relative to the root, ordered.</returns>
    public IReadOnlyList<string> List()
    {
        Enter("", depth: 0);
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    void Enter(string directory, int depth)
    {
        try
        {
            if (depth > MaxDepth)
            {
                Report(directory, DiagnosticSeverity.Error, $"directories nest deeper than {MaxDepth} levels, the rest is not read");
            }
            else if (entered.Add(RealPath(directory)))
            {
                Visit(directory, depth);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            unreadable.Add(directory);
            Report(directory, DiagnosticSeverity.Error, $"directory cannot be read: {error.Message}");
        }
    }

    void Visit(string directory, int depth)
    {
        var entries = new DirectoryInfo(Path.Combine(root, directory)).EnumerateFileSystemInfos();
        foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry.Name.StartsWith('.'))
            {
                continue;
            }

            var path = directory.Length == 0 ? entry.Name : $"{directory}/{entry.Name}";
            if (Directory.Exists(entry.FullName))
            {
                Enter(path, depth + 1);
            }
            else if (IsConfiguration(entry.Name))
            {
                Add(path);
            }
        }
    }

    void Add(string path)
    {
        if (files.Count == MaxFiles)
        {
            Report(path, DiagnosticSeverity.Error, $"more than {MaxFiles} files, this one and later ones are not read");
        }

        if (files.Count < MaxFiles)
        {
            files.Add(path);
        }
    }

    string RealPath(string directory)
    {
        var info = new DirectoryInfo(Path.Combine(root, directory));
        return info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName;
    }

    static bool IsConfiguration(string name) => Path.GetExtension(name).ToUpperInvariant() is ".YAML" or ".YML" or ".JSON";

    void Report(string path, DiagnosticSeverity severity, string message) =>
        diagnostics.Add(new Diagnostic(severity, path.Length == 0 ? "." : path, 0, 0, "", "", "", "", message));
}
