using System.Globalization;
using System.Text;

namespace Mesh.ControlPlane.Validation;

/// <summary>One finding about what a user wrote.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="File">Path as the loader reports it.</param>
/// <param name="Document">Zero-based document index in the file.</param>
/// <param name="Line">One-based line; 0 when the whole file is meant.</param>
/// <param name="Kind">As written; empty when it could not be read.</param>
/// <param name="Namespace">Empty for cluster-scoped kinds or when it could not be read.</param>
/// <param name="Name">Empty when it could not be read.</param>
/// <param name="Field">Path such as <c>spec.http[0].route[0].weight</c>; empty when the whole resource is meant.</param>
/// <param name="Message">One line, lower case, no final stop.</param>
public sealed record Diagnostic(
    DiagnosticSeverity Severity,
    string File,
    int Document,
    int Line,
    string Kind,
    string Namespace,
    string Name,
    string Field,
    string Message)
{
    const int MaxFieldLength = 300;
    const int MaxMessageLength = 600;

    /// <summary>Path such as <c>spec.http[0].route[0].weight</c>; a hostile key in it is cut.</summary>
    public string Field { get; init; } = Bounded(Field, MaxFieldLength);

    /// <summary>One line. Messages quote values, which may be as long as a file: the rest is cut.</summary>
    public string Message { get; init; } = Bounded(Message, MaxMessageLength);

    /// <summary>Stable one-line form: <c>file.yaml:12: error: document 2: VirtualService default/reviews: spec.http[0].timeout: message</c>.
    /// Documents are counted from 1, and named unless the whole file is meant.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(File);
        if (Line > 0)
        {
            text.Append(':').Append(Line.ToString(CultureInfo.InvariantCulture));
        }

        text.Append(": ").Append(Word).Append(": ");
        if (Line > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"document {Document + 1}: ");
        }

        AppendSubject(text);
        if (Field.Length > 0)
        {
            text.Append(Field).Append(": ");
        }

        return text.Append(Message).ToString();
    }

    string Word => Severity switch
    {
        DiagnosticSeverity.Note => "note",
        DiagnosticSeverity.Warning => "warning",
        DiagnosticSeverity.Error => "error",
    };

    static string Bounded(string text, int length) => text.Length <= length ? text : text[..length] + "...";

    void AppendSubject(StringBuilder text)
    {
        if (Kind.Length == 0)
        {
            return;
        }

        text.Append(Kind);
        if (Name.Length > 0)
        {
            text.Append(' ').Append(Namespace).Append(Namespace.Length > 0 ? "/" : "").Append(Name);
        }

        text.Append(": ");
    }
}
