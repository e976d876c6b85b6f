using Mesh.ControlPlane.Resources.Reading;

namespace Mesh.ControlPlane.Resources;

/// <summary>One configuration file as it was read.</summary>
/// <param name="Path">Relative to the config directory, with forward slashes.</param>
/// <param name="Results">Per document (and list item), in written order. One failed result without a key when the file was
/// unreadable.</param>
public sealed record ConfigFile(string Path, IReadOnlyList<ReadResult> Results)
{
    internal FileStamp? Stamp { get; init; }

    /// <summary>SHA-256 of the content; null when it could not be read.</summary>
    internal string? Digest { get; init; }
}
