using Xunit;

namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>Which rules a proxy gets of several (3.1-3.5, 3.11, 3.14).</summary>
public sealed class RoutePrecedenceTests
{
    [Fact]
    public void The_oldest_virtual_service_has_a_host_on_sidecars_and_the_other_is_told()
    {
        var mesh = TestMesh.Of(
            Yaml.Service("s"), Yaml.VirtualService("young", "s", "s", age: 1), Yaml.VirtualService("old", "s, other.example.com", "s", age: 9));
        var routes = mesh.Routes();
        Assert.Equal(["default/old"], routes.Select(one => one.Name));
        Assert.Contains("VirtualService default/young: spec.hosts: sidecars take s.default.svc.cluster.local from the older VirtualService default/old; these rules are not used for it", mesh.Findings);
    }

    [Fact]
    public void The_loser_keeps_the_hosts_that_are_its_own()
    {
        var mesh = TestMesh.Of(Yaml.Service("s"), Yaml.VirtualService("old", "s", "s", age: 9), Yaml.VirtualService("young", "s, b.example.com", "s"));
        Assert.Equal(["b.example.com"], mesh.Routes().Single(one => one.Name == "default/young").Domains);
    }

    [Fact]
    public void One_that_a_namespace_cannot_see_does_not_take_its_hosts()
    {
        var mesh = TestMesh.Of(
            Yaml.Service("s", "own"),
            Yaml.VirtualService("old", "s.own.svc.cluster.local", "s.own.svc.cluster.local", "hidden", "exportTo: ['.']", age: 9),
            Yaml.VirtualService("young", "s", "s", "own"));
        Assert.Equal("own/young", Assert.Single(mesh.Routes(TestMesh.Sidecar(@namespace: "own"))).Name);
        Assert.Equal("hidden/old", Assert.Single(mesh.Routes(TestMesh.Sidecar(@namespace: "hidden"))).Name);
    }

    [Fact]
    public void Short_names_belong_to_the_namespace_of_their_resource()
    {
        var mesh = TestMesh.Of(Yaml.Service("s", "prod"), Yaml.VirtualService("v", "s", "s", "prod"));
        var routes = Assert.Single(mesh.Routes(TestMesh.Sidecar(@namespace: "elsewhere")));
        Assert.Equal(["s.prod.svc.cluster.local"], routes.Domains);
        var destination = routes.Http[0].Forward.Destinations[0];
        Assert.Equal(("s.prod.svc.cluster.local", 80u), (destination.Hostname, destination.Port));
    }

    [Fact]
    public void A_host_that_is_no_service_routes_all_the_same()
    {
        var mesh = TestMesh.Of(Yaml.Service("s"), Yaml.VirtualService("v", "anything.example.com, '*.wild.example.com'", "s"));
        Assert.Equal(["anything.example.com", "*.wild.example.com"], Assert.Single(mesh.Routes()).Domains);
    }

    [Fact]
    public void A_gateways_virtual_service_is_not_the_sidecars()
    {
        var mesh = TestMesh.Of(Yaml.Service("s"), Yaml.VirtualService("v", "s.example.com", "s", extra: "gateways: [gw]"));
        Assert.Empty(mesh.Routes());
        Assert.Contains("VirtualService default/v: spec.gateways[0]: there is no Gateway default/gw", mesh.Findings);
    }

    [Theory]
    [InlineData("default", "app=a", "labels namespace all")]
    [InlineData("default", "app=b", "namespace all")]
    [InlineData("other", "app=a", "labels all")]
    [InlineData("other", "", "all")]
    public void Source_matches_are_decided_for_each_proxy(string @namespace, string labels, string expected)
    {
        var mesh = TestMesh.Of(Yaml.Service("s"), """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: v, namespace: default}
            spec:
              hosts: [s]
              http:
              - name: labels
                match: [{sourceLabels: {app: a}, uri: {prefix: /l}}]
                route: [{destination: {host: s}}]
              - name: namespace
                match: [{sourceNamespace: default, uri: {prefix: /n}}]
                route: [{destination: {host: s}}]
              - name: gateway
                match: [{gateways: [default/gw], uri: {prefix: /g}}]
                route: [{destination: {host: s}}]
              - name: all
                route: [{destination: {host: s}}]
            """);
        var rules = Assert.Single(mesh.Routes(TestMesh.Sidecar(@namespace: @namespace, labels: labels))).Http;
        Assert.Equal(expected, string.Join(' ', rules.Select(rule => rule.Name)));
    }

    [Fact]
    public void What_is_wrong_between_resources_is_said_and_harms_no_one_else()
    {
        var mesh = TestMesh.Of(
            Yaml.Service("good"),
            Yaml.Service("two", ports: "[{name: http, port: 80}, {name: http-2, port: 81}]"),
            Yaml.VirtualService("good", "good", "good"),
            Yaml.VirtualService("missing", "missing.example.com", "missing"),
            Yaml.VirtualService("ports", "ports.example.com", "two"),
            Yaml.DestinationRule("lost", "lost", "RANDOM"),
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: subset, namespace: default}
            spec:
              hosts: [subset.example.com]
              http:
              - route: [{destination: {host: good, subset: v9}}]
              - route: [{destination: {host: good, port: {number: 99}}}]
            """);
        Assert.Equal([
            "VirtualService default/missing: spec.http[0].route[0].destination.host: there is no service missing.default.svc.cluster.local that namespace default may see: requests get 503",
            "VirtualService default/ports: spec.http[0].route[0].destination.port: two.default.svc.cluster.local has several ports (80, 81): say which, else the one the client dialled is used",
            "VirtualService default/subset: spec.http[0].route[0].destination.subset: no DestinationRule for good.default.svc.cluster.local has a subset v9: requests get 503",
            "VirtualService default/subset: spec.http[1].route[0].destination.port.number: good.default.svc.cluster.local has no port 99 (it has 80)",
            "DestinationRule default/lost: spec.host: there is no service lost.default.svc.cluster.local",
        ], mesh.Findings.OrderByDescending(finding => finding[0]).ThenBy(finding => finding, StringComparer.Ordinal));
        Assert.Equal(4, mesh.Routes().Count);
    }
}
