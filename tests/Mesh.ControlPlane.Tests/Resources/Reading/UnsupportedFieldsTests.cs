using System.Text.RegularExpressions;
using Mesh.ControlPlane.Resources.Reading;
using Mesh.ControlPlane.Resources.Yaml;
using Mesh.ControlPlane.Validation;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources.Reading;

/// <summary>The table of fields that are not yet supported: a line with a misspelt pattern would warn nobody.</summary>
public sealed class UnsupportedFieldsTests
{
    [Fact]
    public void Every_field_line_of_the_table_warns()
    {
        var text = File.ReadAllText(SharedData.Require("data/istio-crds/crd-all.gen.yaml"));
        var warned = DocumentSplitter.Split(text).Select(document => YamlDocument.Parse(document).Root).OfType<YamlMapping>()
            .SelectMany(WarnedPatterns).ToHashSet();
        var fields = UnsupportedFields.Patterns.Where(pattern => !pattern.Contains('=') && !IsOutsideCrds(pattern));
        Assert.All(fields, pattern => Assert.Contains(pattern, warned));
    }

    [Fact]
    public void Every_mesh_config_line_of_the_table_warns()
    {
        const string Kind = "MeshConfig ";
        var fields = UnsupportedFields.Patterns
            .Where(pattern => pattern.StartsWith(Kind, StringComparison.Ordinal) && !pattern.Contains('='))
            .Select(pattern => pattern[Kind.Length..]);
        Assert.All(fields, field => Assert.Equal([field], MeshConfigDocument.ReadFile("mesh.yaml", Written(field)).Diagnostics.Select(finding => finding.Field)));
    }

    [Theory]
    [InlineData("ServiceEntry", "hosts: ['*.a.com'], resolution: DYNAMIC_DNS, ports: [{number: 80, name: a, protocol: HTTP}]", "spec.resolution")]
    [InlineData("DestinationRule", "host: a, trafficPolicy: {tls: {mode: SIMPLE}}", "spec.trafficPolicy.tls.mode")]
    [InlineData("DestinationRule", "host: a, subsets: [{name: b, trafficPolicy: {outlierDetection: {}}}]", "spec.subsets[0].trafficPolicy.outlierDetection")]
    [InlineData("Gateway", "servers: [{hosts: ['*'], port: {number: 1, name: a, protocol: TLS}, tls: {mode: AUTO_PASSTHROUGH}}]", "spec.servers[0].tls.mode")]
    [InlineData("Sidecar", "egress: [{hosts: ['*/*'], captureMode: NONE}]", "spec.egress[0].captureMode")]
    [InlineData(
        "VirtualService", "hosts: [a], gateways: [g], http: [{match: [{headers: {'@request.auth.claims.sub': {exact: x}}}], route: [{destination: {host: a}}]}]",
        "spec.http[0].match[0].headers[@request.auth.claims.sub]")]
    public void Values_that_are_not_supported_warn(string kind, string spec, string field)
    {
        var result = Assert.Single(Read(kind, spec));
        Assert.NotNull(result.Resource);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal((DiagnosticSeverity.Warning, field), (warning.Severity, warning.Field));
        Assert.StartsWith("not yet supported: ", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DestinationRule", "host: a, trafficPolicy: {tls: {mode: DISABLE}, connectionPool: {tcp: {connectTimeout: 1s}}}")]
    [InlineData("Sidecar", "egress: [{hosts: ['./*', '~/*']}], outboundTrafficPolicy: {mode: REGISTRY_ONLY}")]
    [InlineData("Gateway", "servers: [{hosts: ['*'], port: {number: 1, name: a, protocol: HTTPS}, tls: {mode: PASSTHROUGH}}, {hosts: ['*'], port: {number: 2, name: b, protocol: MONGO}}]")]
    [InlineData("VirtualService", "hosts: [a], tls: [{match: [{sniHosts: [a]}], route: [{destination: {host: a}}]}]")]
    [InlineData("VirtualService", "hosts: [a], http: [{match: [{uri: {prefix: ''}}], timeout: 1s, route: [{destination: {host: a}}]}]")]
    [InlineData("ServiceEntry", "hosts: [a.com], resolution: DNS, ports: [{number: 80, name: a, protocol: grpc}]")]
    public void What_is_supported_is_silent(string kind, string spec) => Assert.Empty(Assert.Single(Read(kind, spec)).Diagnostics);

    /// <summary>A field, and those it is in, with a value nobody looks at.</summary>
    static string Written(string field)
    {
        var path = field.Split('.');
        return string.Concat(path.Select(name => $"{name}: {{")) + new string('}', path.Length) + "\n";
    }

    static IEnumerable<ReadResult> Read(string kind, string spec) =>
        ResourceReader.Read("a.yaml", $"apiVersion: networking.istio.io/v1\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{{spec}}}\n");

    static bool IsOutsideCrds(string pattern) =>
        pattern.StartsWith("MeshConfig ", StringComparison.Ordinal) || pattern.StartsWith("Service ", StringComparison.Ordinal);

    static IEnumerable<string> WarnedPatterns(YamlMapping crd)
    {
        var (kind, version, schema) = SchemaSample.Preferred(crd);
        var sample = $"apiVersion: networking.istio.io/{version}\nkind: {kind}\nmetadata: {{name: x}}\n{SchemaSample.Write(schema)}";
        return ResourceReader.Read("crd.yaml", sample).SelectMany(result => result.Diagnostics)
            .Where(finding => finding.Message.StartsWith("not yet supported: ", StringComparison.Ordinal))
            .Select(finding => $"{kind} {Regex.Replace(finding.Field, @"\[\d+\]", "[]")}");
    }
}
