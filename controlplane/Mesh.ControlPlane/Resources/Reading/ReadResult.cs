using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>What came of one document, or of one item of a <c>List</c>.</summary>
/// <param name="Resource">Null when there is none, or it has errors.</param>
/// <param name="Key">Which resource was meant, as far as it could be read; what "last good version" goes by.</param>
/// <param name="Diagnostics">Findings, in written order.</param>
public sealed record ReadResult(Resource? Resource, ResourceKey? Key, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Whether any finding was an error, listed or not.</summary>
    public bool HasErrors { get; internal init; } = Diagnostics.Any(finding => finding.Severity == DiagnosticSeverity.Error);
}
