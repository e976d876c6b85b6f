using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Resources.LastGood;

/// <summary>A document that resources in use were read from.</summary>
/// <param name="File">Path as the loader reports it.</param>
/// <param name="Text">The document and where it stood.</param>
/// <param name="Keys">Those of its resources that are in use, as text: of a List some may have newer versions.</param>
sealed record LastGoodDocument(string File, DocumentText Text, IReadOnlyList<string> Keys);
