namespace Mesh.ControlPlane.Resources.Reading;

/// <param name="File">Path as diagnostics name it.</param>
/// <param name="Document">Zero-based index in the file.</param>
/// <param name="Line">One-based line the content starts on.</param>
readonly record struct DocumentPlace(string File, int Document, int Line);
