using Mesh.ControlPlane.Validation;
using Xunit;

namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>References are judged as the clients of a VirtualService see them (3.3, 4.1-4.3).</summary>
public sealed class ReferenceCheckTests
{
    const string Subsets = "[{name: v1, labels: {version: v1}}]";

    static string Rule(string @namespace, string extra = "") => Yaml.DestinationRule("rule", "s.prod.svc.cluster.local", "RANDOM", @namespace, extra, subsets: Subsets);

    static string Routes(string @namespace, string extra = "") =>
        Yaml.VirtualService("routes", "s.prod.svc.cluster.local", "s.prod.svc.cluster.local, subset: v1", @namespace, extra);

    static IEnumerable<string> Findings(params string[] yaml) =>
        TestMesh.Of([Yaml.Service("s", "prod"), .. yaml]).Findings.Where(finding => finding.StartsWith("VirtualService", StringComparison.Ordinal));

    [Theory]
    [InlineData("prod", "prod", "")]
    [InlineData("web", "prod", "")]
    [InlineData("web", "web", "")]
    [InlineData("web", "istio-system", "")]
    [InlineData("web", "prod", "exportTo: [web]")]
    [InlineData("web", "web", "exportTo: ['.']")]
    [InlineData("web", "web", "workloadSelector: {matchLabels: {app: a}}")]
    public void A_subset_that_some_client_gets_is_not_warned_about(string routes, string rule, string extra) =>
        Assert.Empty(Findings(Routes(routes), Rule(rule, extra)));

    [Fact]
    public void A_rule_private_to_the_clients_namespace_serves_a_route_that_is_exported_there() =>
        Assert.Empty(Findings(Routes("config"), Rule("web", "exportTo: ['.']")));

    [Theory]
    [InlineData("exportTo: ['.']", "prod", "exportTo: ['.']")]
    [InlineData("exportTo: ['.']", "prod", "exportTo: [other]")]
    [InlineData("exportTo: [a, b]", "prod", "exportTo: [c]")]
    [InlineData("exportTo: ['.']", "other", "")]
    [InlineData("exportTo: ['.']", "prod", "workloadSelector: {matchLabels: {app: a}}")]
    public void A_rule_that_no_client_may_use_has_no_subset(string routes, string rule, string extra) =>
        Assert.Equal(
            $"VirtualService web/routes: spec.http[0].route[0].destination.subset: subset v1 of s.prod.svc.cluster.local is in DestinationRule {rule}/rule, "
            + "which is not for clients of this VirtualService: requests get 503",
            Assert.Single(Findings(Routes("web", routes), Rule(rule, extra))));

    [Fact]
    public void Services_are_judged_by_the_namespaces_a_route_is_exported_to()
    {
        var hidden = Yaml.Service("hidden", "prod", exportTo: "web");
        string[] Of(string exportTo) => [.. TestMesh.Of(
            hidden, Yaml.VirtualService("routes", "h.example.com", "hidden.prod.svc.cluster.local", "config", exportTo)).Findings];
        Assert.Empty(Of("exportTo: [web]"));
        Assert.Empty(Of("exportTo: [api, web]"));
        Assert.Contains("that namespace api may see", Assert.Single(Of("exportTo: [api]")));
        Assert.Contains("that namespace config may see", Assert.Single(Of("")));
    }

    [Fact]
    public void A_wildcard_rule_has_subsets_for_what_it_covers() =>
        Assert.Empty(Findings(Routes("prod"), Yaml.DestinationRule("rule", "*.svc.cluster.local", "RANDOM", "prod", subsets: Subsets)));

    [Fact]
    public void A_thousand_dead_routes_are_told_in_twenty_lines_and_a_file_of_them_in_two_hundred()
    {
        var routes = string.Concat(Enumerable.Repeat("  - route: [{destination: {host: none}}]\n", 1_000));
        string One(int i) => $"apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: r{i}}}\nspec:\n  hosts: [h{i}]\n  http:\n{routes}---\n";
        var one = TestMesh.Of(One(0)).Compiler.Diagnostics;
        Assert.Equal(DocumentFindings.MaxListed + 1, one.Count);
        Assert.Equal("test.yaml:26: warning: document 1: VirtualService default/r0: and 980 more warnings in this document", one[^1].ToString());
        var many = TestMesh.Of(string.Concat(Enumerable.Range(0, 20).Select(One))).Compiler.Diagnostics;
        Assert.Equal(FileFindings.MaxListed + 1, many.Count);
        Assert.Equal("test.yaml: warning: and 220 more warnings in this file", many[^1].ToString());
    }
}
