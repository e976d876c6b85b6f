namespace Mesh.ControlPlane.Validation;

/// <summary><c>exportTo</c>: who sees a resource (9.9).</summary>
static class ExportToRules
{
    const string Private = ".";
    const string Public = "*";
    const string None = "~";

    /// <param name="findings">Takes the problems.</param>
    /// <param name="ownNamespace">What <c>.</c> stands for.</param>
    /// <param name="exportTo">As written.</param>
    /// <param name="noneAllowed">Whether <c>~</c>, nobody, is a choice: for services it is.</param>
    /// <param name="field">Path of the list.</param>
    public static void Validate(
        Findings findings, string ownNamespace, IReadOnlyList<string> exportTo, bool noneAllowed, string field = "spec.exportTo")
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < exportTo.Count; i++)
        {
            var at = $"{field}[{i}]";
            var entry = exportTo[i];
            findings.Check(at, Entry(entry, noneAllowed));
            findings.Require(
                seen.Add(entry == Private ? ownNamespace : entry), at, $"must not repeat an entry, \"{entry}\" is there already");
        }

        findings.Require(exportTo.Count <= 1 || !seen.Contains(Public), field, "must not combine * with other entries");
        findings.Require(exportTo.Count <= 1 || !seen.Contains(None), field, "must not combine ~ with other entries");
    }

    static string? Entry(string entry, bool noneAllowed) =>
        entry is Private or Public || (noneAllowed && entry == None) || NameSyntax.IsLabel(entry)
            ? null
            : $"must be a namespace, \".\" or \"*\", is \"{entry}\"";
}
