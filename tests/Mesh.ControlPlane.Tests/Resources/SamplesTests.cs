using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Validation;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources;

/// <summary>Istio's own samples: every document is understood, or named as something that is not.</summary>
public sealed class SamplesTests
{
    static readonly string[] Templates =
    [
        "ambient-argo/tag-chart/templates/mutatingwebhooks.yaml",
        "ambient-argo/tag-chart/templates/shimservice.yaml",
        "ambient-argo/tag-chart/templates/validatingwebhook.yaml",
    ];

    [Fact]
    public void Every_document_is_understood_or_named()
    {
        var scan = new ConfigDirectory(SharedData.Require("data/istio-samples")).Scan();
        var results = scan.Files.SelectMany(file => file.Results).ToList();
        Assert.DoesNotContain(results, result => result.Resource is null && result.Diagnostics.Count == 0);
        var understood = results.Where(result => result.Resource is not null).CountBy(result => result.Resource!.Kind).ToDictionary();
        Assert.Equal(31, understood[ResourceKind.VirtualService]);
        Assert.Equal(13, understood[ResourceKind.DestinationRule]);
        Assert.Equal(9, understood[ResourceKind.Gateway]);
        Assert.Equal(9, understood[ResourceKind.ServiceEntry]);
        Assert.Equal(86, understood[ResourceKind.Service]);
        Assert.Equal(2, understood[ResourceKind.Namespace]);
        Assert.Equal(6, understood.Count);
    }

    [Fact]
    public void The_only_errors_are_templates_and_a_chart()
    {
        var scan = new ConfigDirectory(SharedData.Require("data/istio-samples")).Scan();
        var errors = Findings(scan, DiagnosticSeverity.Error).ToList();
        Assert.Equal(Templates, errors.Where(error => error.Message.StartsWith("not plain YAML", StringComparison.Ordinal)).Select(error => error.File).Distinct());
        Assert.Equal(
            "ambient-argo/tag-chart/Chart.yaml:1: error: document 1: kind: is required and must be a string",
            Assert.Single(errors, error => !Templates.Contains(error.File)).ToString());
    }

    [Fact]
    public void Other_kinds_are_named_with_their_version()
    {
        var scan = new ConfigDirectory(SharedData.Require("data/istio-samples")).Scan();
        var kinds = Findings(scan, DiagnosticSeverity.Note).Select(note => note.Message).CountBy(message => message).ToDictionary();
        Assert.Equal(75, kinds["kind Deployment (apps/v1) is not yet supported"]);
        Assert.Equal(14, kinds["kind HTTPRoute (gateway.networking.k8s.io/v1) is not yet supported"]);
        Assert.Equal(7, kinds["kind Gateway (gateway.networking.k8s.io/v1) is not yet supported"]);
        Assert.Equal(28, kinds.Count);
        var failOpen = Findings(scan, DiagnosticSeverity.Warning).Select(warning => warning.Message).Where(message => message.StartsWith("kind ", StringComparison.Ordinal));
        Assert.Equal(2, failOpen.Distinct().Count());
    }

    static IEnumerable<Diagnostic> Findings(ConfigScan scan, DiagnosticSeverity severity) =>
        scan.Files.SelectMany(file => file.Results).SelectMany(result => result.Diagnostics).Where(finding => finding.Severity == severity);
}
