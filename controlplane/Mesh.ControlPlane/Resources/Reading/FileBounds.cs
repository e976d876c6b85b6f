using Mesh.ControlPlane.Resources.Yaml;
using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>
/// What one file may cost beyond its documents' own limits: how many there are, and how many findings are kept of them. A file of
/// garbage has as many documents as it has lines.
/// </summary>
static class FileBounds
{
    /// <summary>Listed of errors, and as many of warnings and notes together.</summary>
    public const int MaxListed = 200;

    /// <summary>The same results, the findings of later ones counted instead of listed; reading ends where there are too many.</summary>
    public static IEnumerable<ReadResult> Apply(string file, IEnumerable<ReadResult> results)
    {
        var (errors, others, count) = (new FindingCount(), new FindingCount(), 0);
        foreach (var result in results)
        {
            if (++count > YamlLimits.MaxDocuments)
            {
                yield return Note(file, DiagnosticSeverity.Error, $"holds more than {YamlLimits.MaxDocuments} resources, the rest is not read");
                break;
            }

            var listed = result.Diagnostics.Where(finding => Take(finding, ref errors, ref others)).ToList();
            yield return listed.Count == result.Diagnostics.Count ? result : result with { Diagnostics = listed };
        }

        if (FindingCount.More(errors, others) is { } more)
        {
            var severity = errors.LeftOut > 0 ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;

            // Not itself a document that failed: those have said so.
            yield return Note(file, severity, $"{more} in this file") with { HasErrors = false };
        }
    }

    static bool Take(Diagnostic finding, ref FindingCount errors, ref FindingCount others)
    {
        ref var count = ref finding.Severity == DiagnosticSeverity.Error ? ref errors : ref others;
        return count.Take(MaxListed);
    }

    static ReadResult Note(string file, DiagnosticSeverity severity, string message) =>
        new(null, null, [new Diagnostic(severity, file, 0, 0, "", "", "", "", message)]);
}
