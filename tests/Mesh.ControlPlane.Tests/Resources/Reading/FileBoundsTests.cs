using System.Diagnostics;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Reading;
using Mesh.ControlPlane.Resources.Yaml;
using Mesh.ControlPlane.Validation;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources.Reading;

/// <summary>A file as large as files may be, bad in as many places as it has room for, takes bounded memory and output.</summary>
public sealed class FileBoundsTests
{
    const int Most = 15 * 1024 * 1024;
    const int MostOfOneDocument = 1024 * 1024;

    /// <summary>Many times what it takes, so that no busy machine fails it; quadratic code takes hours.</summary>
    static readonly TimeSpan Enough = TimeSpan.FromSeconds(60);

    const string Route = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a]\n";

    [Theory]
    [InlineData("", "a: 1\n---\n")]
    [InlineData("", "- 1\n...\n")]
    [InlineData("", "kind: {\n---\n")]
    [InlineData("", "apiVersion: v1\nkind: Namespace\nmetadata: {nam: x}\n---\n")]
    [InlineData("", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n---\n")]
    [InlineData("apiVersion: v1\nkind: List\nitems:\n", "- 1\n")]
    [InlineData(Route, "  a#: 1\n")]
    [InlineData(Route + "  http:\n", "  - {route: []}\n")]
    [InlineData(Route + "  http:\n  - route:\n", "    - {destination: {host: x}, weight: -1, nope: 1}\n")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n", "  - {port: 0}\n")]
    public void A_file_full_of_faults_is_told_in_a_few_hundred_lines(string head, string fault)
    {
        var watch = Stopwatch.StartNew();
        var results = ResourceReader.Read("a.yaml", Fill(head, fault)).ToList();
        var findings = results.SelectMany(result => result.Diagnostics).ToList();
        Assert.InRange(findings.Count, 1, 2 * FileFindings.MaxListed + 2);
        Assert.True(results.Count <= YamlLimits.MaxDocuments + 2, $"{results.Count} results");
        Assert.True(findings.Sum(finding => finding.ToString().Length) < 200_000);
        Assert.True(watch.Elapsed < Enough, $"{watch.Elapsed}");
    }

    [Fact]
    public void The_first_twenty_of_a_document_are_listed_and_the_others_counted()
    {
        var text = Route + string.Concat(Enumerable.Range(0, 57).Select(i => $"  nope{i}: 1\n"));
        var findings = Assert.Single(ResourceReader.Read("a.yaml", text)).Diagnostics;
        Assert.Equal(DocumentFindings.MaxListed + 1, findings.Count);
        Assert.Contains("spec.nope0: unknown field", findings[0].ToString());
        Assert.Equal("a.yaml:25: error: document 1: VirtualService default/a: and 37 more errors in this document", findings[^1].ToString());
    }

    [Fact]
    public void Errors_and_warnings_do_not_hide_each_other()
    {
        var text = Route + "  http:\n" + string.Concat(Enumerable.Repeat("  - {route: [{destination: {host: a}}]}\n", 100))
            + string.Concat(Enumerable.Repeat("  - {route: []}\n", 100));
        var findings = Assert.Single(ResourceReader.Read("a.yaml", text)).Diagnostics;
        Assert.Equal(DocumentFindings.MaxListed + 1, findings.Count(finding => finding.Severity == DiagnosticSeverity.Error));
        Assert.Equal(DocumentFindings.MaxListed, findings.Count(finding => finding.Severity == DiagnosticSeverity.Warning));
        Assert.Contains("and 80 more errors and ", findings[^1].Message);
    }

    [Fact]
    public void Findings_of_a_file_are_counted_beyond_the_first_and_all_its_good_documents_are_used()
    {
        var text = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"kind: x{i}\n---\n")) + "apiVersion: v1\nkind: Namespace\nmetadata: {name: good}\n";
        var results = ResourceReader.Read("a.yaml", text).ToList();
        Assert.Equal("good", Assert.Single(results, result => result.Resource is not null).Resource!.Meta.Name);
        Assert.Equal("a.yaml: error: and 800 more errors in this file", results[^1].Diagnostics[0].ToString());
        Assert.Equal(1_000, results.Count(result => result.HasErrors));
        Assert.Equal(FileFindings.MaxListed + 1, results.Sum(result => result.Diagnostics.Count));
    }

    [Fact]
    public void What_lies_behind_too_many_documents_is_not_taken_for_deleted()
    {
        var store = new ResourceStore();
        const string Last = "apiVersion: v1\nkind: Namespace\nmetadata: {name: last}\n";
        Apply(store, Last);
        var set = Apply(store, string.Concat(Enumerable.Repeat("a: 1\n---\n", YamlLimits.MaxDocuments)) + Last);
        Assert.Equal("last", Assert.Single(set.All).Meta.Name);
        Assert.Contains(set.Diagnostics, finding => finding.Message == "holds more than 50000 resources, the rest is not read");
    }

    [Fact]
    public void Aliases_are_paid_once_for_all_documents_of_a_file()
    {
        var bomb = "x0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 3).Select(i => $"x{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n")) + "---\n";
        var results = ResourceReader.Read("a.yaml", string.Concat(Enumerable.Repeat(bomb, 100))).ToList();
        Assert.Contains(results[0].Diagnostics, finding => finding.Severity == DiagnosticSeverity.Warning);
        Assert.Contains("aliases expand to more than 100000 nodes in this file", results[^1].Diagnostics.Concat(results[50].Diagnostics).First().Message);
    }

    [Fact]
    public void A_huge_value_is_refused_and_a_long_one_is_cut_in_messages()
    {
        Assert.Contains(
            "a value has 2000000 characters, at most 1048576 may be",
            Assert.Single(Assert.Single(ResourceReader.Read("a.yaml", "a: " + new string('x', 2_000_000))).Diagnostics).Message);
        var finding = Assert.Single(Assert.Single(ResourceReader.Read("a.yaml", Route + $"  {new string('k', 5_000)}: 1\n")).Diagnostics);
        Assert.True(finding.ToString().Length < 1_000);
    }

    static ResourceSet Apply(ResourceStore store, string text) =>
        store.Apply(new ConfigScan([new ConfigFile("a.yaml", [.. ResourceReader.Read("a.yaml", text)])], [], []));

    static string Fill(string head, string fault)
    {
        var text = new System.Text.StringBuilder(head, Most + 100);
        var length = fault.Length < 12 && head.Length == 0 ? Most : MostOfOneDocument;
        for (var i = 0; text.Length < length; i++)
        {
            text.Append(fault.Replace("#", $"{i}"));
        }

        return text.ToString();
    }
}
