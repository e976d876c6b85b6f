namespace Mesh.ControlPlane.Validation;

/// <summary>How bad a finding is, worst last.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing, such as a kind that is not yet supported.</summary>
    Note,

    /// <summary>The resource takes effect, but not all of what it says.</summary>
    Warning,

    /// <summary>The resource (or document, or file) is left out; its last good version stays.</summary>
    Error,
}
