using Mesh.ControlPlane.Resources;

namespace Mesh.ControlPlane.Validation;

/// <summary>Collects what validating one resource finds.</summary>
/// <param name="resource">The subject, which knows the lines of its fields.</param>
/// <param name="found">Where findings go, behind those that reading it had.</param>
sealed class Findings(Resource resource, DocumentFindings found)
{
    public bool HasErrors => found.HasErrors;

    public void Error(string field, string message) => found.Add(resource.Finding(DiagnosticSeverity.Error, field, message));

    public void Warning(string field, string message) => found.Add(resource.Finding(DiagnosticSeverity.Warning, field, message));

    /// <summary>Reports the answer of a syntax rule: null means it holds.</summary>
    public void Check(string field, string? problem)
    {
        if (problem is not null)
        {
            Error(field, problem);
        }
    }

    /// <summary>Reports <paramref name="problem"/> unless the condition holds.</summary>
    public void Require(bool condition, string field, string problem) => Check(field, condition ? null : problem);
}
