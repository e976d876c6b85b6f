using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources;

/// <summary>One pass over a config directory.</summary>
/// <param name="Files">Ordered by path, ordinal.</param>
/// <param name="UnreadableDirectories">Relative paths that could not be listed ("" is the root): what they held is not known to be
/// gone.</param>
/// <param name="Diagnostics">Findings about directories; those about files are in <see cref="ConfigFile.Results"/>.</param>
public sealed record ConfigScan(
    IReadOnlyList<ConfigFile> Files, IReadOnlyList<string> UnreadableDirectories, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Whether the tree could be listed and held any file. When it did not, it may be a volume that is not mounted, or the wrong
    /// directory.</summary>
    public bool HasTree { get; init; } = Files.Count > 0 && !UnreadableDirectories.Contains("");
}
