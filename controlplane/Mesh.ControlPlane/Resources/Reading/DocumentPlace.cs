using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Resources.Reading;

/// <param name="File">Path as diagnostics name it.</param>
/// <param name="Written">The document.</param>
/// <param name="Line">One-based line the content starts on.</param>
readonly record struct DocumentPlace(string File, DocumentText Written, int Line)
{
    /// <summary>Zero-based index in the file.</summary>
    public int Document => Written.Index;
}
