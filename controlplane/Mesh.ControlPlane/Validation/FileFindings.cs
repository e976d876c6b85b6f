namespace Mesh.ControlPlane.Validation;

/// <summary>What is found in one file: the first are listed and the others counted, as in <see cref="DocumentFindings"/>.</summary>
sealed class FileFindings
{
    /// <summary>Listed of errors, and as many of warnings and notes together.</summary>
    public const int MaxListed = 200;

    FindingCount errors;
    FindingCount others;

    /// <summary>Counts one more.</summary>
    /// <returns>Whether it is to be listed.</returns>
    public bool Take(Diagnostic finding)
    {
        ref var count = ref finding.Severity == DiagnosticSeverity.Error ? ref errors : ref others;
        return count.Take(MaxListed);
    }

    /// <summary>Says how many are not listed; null when all are.</summary>
    public Diagnostic? More(string file)
    {
        var severity = errors.LeftOut > 0 ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        return FindingCount.More(errors, others) is { } more
            ? new Diagnostic(severity, file, 0, 0, "", "", "", "", $"{more} in this file")
            : null;
    }

    /// <summary>The same findings of any files, within the bounds of each.</summary>
    public static IEnumerable<Diagnostic> Bounded(IEnumerable<Diagnostic> findings)
    {
        var files = new SortedDictionary<string, FileFindings>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            if (!files.TryGetValue(finding.File, out var file))
            {
                files[finding.File] = file = new FileFindings();
            }

            if (file.Take(finding))
            {
                yield return finding;
            }
        }

        foreach (var (name, file) in files)
        {
            if (file.More(name) is { } more)
            {
                yield return more;
            }
        }
    }
}
