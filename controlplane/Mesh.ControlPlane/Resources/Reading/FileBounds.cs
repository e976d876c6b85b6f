using Mesh.ControlPlane.Resources.Yaml;
using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>
/// What one file may cost beyond its documents' own limits: how many there are, and how many findings are kept of them. A file of
/// garbage has as many documents as it has lines.
/// </summary>
static class FileBounds
{
    /// <summary>The same results, the findings of later ones counted instead of listed; reading ends where there are too many.</summary>
    public static IEnumerable<ReadResult> Apply(string file, IEnumerable<ReadResult> results)
    {
        var (found, count) = (new FileFindings(), 0);
        foreach (var result in results)
        {
            if (++count > YamlLimits.MaxDocuments)
            {
                yield return TooMany(file, $"holds more than {YamlLimits.MaxDocuments} resources, the rest is not read");
                break;
            }

            var listed = result.Diagnostics.Where(found.Take).ToList();
            yield return listed.Count == result.Diagnostics.Count ? result : result with { Diagnostics = listed };
        }

        if (found.More(file) is { } more)
        {
            // Not itself a document that failed: those have said so.
            yield return new ReadResult(null, null, [more]) { HasErrors = false };
        }
    }

    static ReadResult TooMany(string file, string message) =>
        new(null, null, [new Diagnostic(DiagnosticSeverity.Error, file, 0, 0, "", "", "", "", message)]);
}
