namespace Mesh.ControlPlane.Validation;

/// <summary>
/// What is found in one document. A document can be wrong in a million places; the first of them are listed and the others counted, so
/// that its author reads them and nobody's memory or log is filled with them.
/// </summary>
sealed class DocumentFindings
{
    /// <summary>Listed of errors, and as many of warnings and notes together: neither hides the other.</summary>
    public const int MaxListed = 20;

    readonly List<Diagnostic> listed = [];
    FindingCount errors;
    FindingCount others;

    public bool HasErrors => errors.All > 0;

    public void Add(Diagnostic finding)
    {
        ref var count = ref finding.Severity == DiagnosticSeverity.Error ? ref errors : ref others;
        if (count.Take(MaxListed))
        {
            listed.Add(finding);
        }
    }

    /// <summary>Adds one that is listed however many there are: of these the caller has few.</summary>
    public void AddListed(Diagnostic finding) => listed.Add(finding);

    /// <summary>The same within the bounds of a document.</summary>
    public static IReadOnlyList<Diagnostic> Bounded(IEnumerable<Diagnostic> findings)
    {
        var found = new DocumentFindings();
        foreach (var finding in findings)
        {
            found.Add(finding);
        }

        return found.Listed();
    }

    /// <summary>In order of line, and behind them how many more there are.</summary>
    public IReadOnlyList<Diagnostic> Listed()
    {
        List<Diagnostic> ordered = [.. listed.OrderBy(finding => finding.Line)];
        if (FindingCount.More(errors, others) is { } more)
        {
            var severity = errors.LeftOut > 0 ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
            ordered.Add(ordered[^1] with { Severity = severity, Field = "", Message = $"{more} in this document" });
        }

        return ordered;
    }
}
