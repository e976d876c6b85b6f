using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>Collects what reading one resource finds. Any error means the resource is not used.</summary>
/// <param name="file">Path as diagnostics name it.</param>
/// <param name="document">Zero-based document index.</param>
/// <param name="kind">As written.</param>
sealed class ReadContext(string file, int document, string kind)
{
    readonly HashSet<string> unsupported = new(StringComparer.Ordinal);

    /// <summary>What was found so far.</summary>
    public DocumentFindings Found { get; } = new();

    public bool HasErrors => Found.HasErrors;

    public string Namespace { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>From here on findings name the resource.</summary>
    public void Identify(string @namespace, string name) => (Namespace, Name) = (@namespace, name);

    public void Error(FieldPlace place, int line, string message) => Add(DiagnosticSeverity.Error, place, line, message);

    public void Warning(FieldPlace place, int line, string message) => Add(DiagnosticSeverity.Warning, place, line, message);

    /// <summary>Called for every field that is written: says what it means that the data plane does not know it yet.</summary>
    public void Seen(FieldPlace place, int line) => SeenAs(place.Pattern, place, line);

    /// <summary>As <see cref="Seen"/>, for a single value of a field that is otherwise supported.</summary>
    public void SeenValue(FieldPlace place, string value, int line) => SeenAs($"{place.Pattern}={value}", place, line);

    void SeenAs(string pattern, FieldPlace place, int line)
    {
        if (UnsupportedFields.Meaning(kind, pattern) is not { } meaning)
        {
            return;
        }

        // Each field is named once, however many warnings there are: what is not done is never passed over in silence.
        var warning = Finding(DiagnosticSeverity.Warning, place, line, $"not yet supported: {meaning}");
        if (unsupported.Add(pattern))
        {
            Found.AddListed(warning);
        }
        else
        {
            Found.Add(warning);
        }
    }

    void Add(DiagnosticSeverity severity, FieldPlace place, int line, string message) => Found.Add(Finding(severity, place, line, message));

    Diagnostic Finding(DiagnosticSeverity severity, FieldPlace place, int line, string message) =>
        new(severity, file, document, line, kind, Namespace, Name, place.Path, message);
}
