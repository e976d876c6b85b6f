using Mesh.ControlPlane.Resources.Reading;
using Mesh.ControlPlane.Validation;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources.Reading;

public class UnsupportedKindsTests
{
    [Theory]
    [InlineData("security.istio.io/v1", "AuthorizationPolicy", "no request is denied by it")]
    [InlineData("security.istio.io/v1", "PeerAuthentication", "there is no mTLS, plain text is accepted")]
    public void What_fails_open_is_a_warning_that_says_so(string apiVersion, string kind, string consequence)
    {
        var finding = Assert.Single(Findings(apiVersion, kind));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.EndsWith($"is not yet supported: {consequence}", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_relies_on_is_a_note() => Assert.Equal(DiagnosticSeverity.Note, Assert.Single(Findings("apps/v1", "Deployment")).Severity);

    static IEnumerable<Diagnostic> Findings(string apiVersion, string kind) =>
        ResourceReader.Read("a.yaml", $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{ name: a }}\n").SelectMany(result => result.Diagnostics);
}
