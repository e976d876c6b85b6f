using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources;

/// <summary>One thing a user wrote, parsed whole and immutable. Subtypes are what the control plane understands.</summary>
/// <remarks>List and map properties are never null: what was not written is empty.</remarks>
public abstract record Resource
{
    public required ResourceMeta Meta { get; init; }

    /// <summary>The kind as a closed set, for exhaustive switches.</summary>
    public abstract ResourceKind Kind { get; }

    public ResourceKey Key => new(Kind, Meta.Namespace, Meta.Name);

    /// <summary>A finding about this resource; the line is that of <paramref name="field"/>, or of its nearest written ancestor.</summary>
    /// <param name="severity">How bad it is.</param>
    /// <param name="field">Path such as <c>spec.http[0].route[1].weight</c>, or empty for the resource itself.</param>
    /// <param name="message">What is wrong, without the path.</param>
    public Diagnostic Finding(DiagnosticSeverity severity, string field, string message) =>
        new(
            severity, Meta.Source.File, Meta.Source.Document, Meta.Source.LineOf(field), Kind.ToString(), Meta.Namespace, Meta.Name, field,
            message);
}
