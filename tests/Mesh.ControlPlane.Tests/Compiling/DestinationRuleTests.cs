using Mesh.Contract;
using Xunit;

namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>The one effective DestinationRule of a service for a client (4.1-4.6, 4.15).</summary>
public sealed class DestinationRuleTests
{
    const string Host = "s.own.svc.cluster.local";

    static string OriginFor(string client, params string[] rules) =>
        TestMesh.Of([Yaml.Service("s", "own"), .. rules]).Service(Host, TestMesh.Sidecar(@namespace: client)).PolicyOrigin;

    [Fact]
    public void The_clients_namespace_goes_before_the_services_and_that_before_the_root()
    {
        string[] rules =
        [
            Yaml.DestinationRule("root", Host, "RANDOM", "istio-system"),
            Yaml.DestinationRule("service", "s", "RANDOM", "own"),
            Yaml.DestinationRule("client", Host, "RANDOM", "client"),
        ];
        Assert.Equal("DestinationRule client/client", OriginFor("client", rules));
        Assert.Equal("DestinationRule own/service", OriginFor("other", rules));
        Assert.Equal("DestinationRule istio-system/root", OriginFor("other", rules[0]));
        Assert.Equal("", OriginFor("other", rules[2]));
    }

    // Else "*.local" of the mesh's defaults would hide every service's own rule from the ingress gateway (4.1).
    [Fact]
    public void A_client_in_the_root_namespace_starts_with_its_private_rules_alone()
    {
        var defaults = Yaml.DestinationRule("defaults", "*.local", "RANDOM", "istio-system");
        var own = Yaml.DestinationRule("own", "s", "RANDOM", "own");
        var hidden = Yaml.DestinationRule("hidden", "*.local", "RANDOM", "istio-system", "exportTo: ['.']");
        Assert.Equal("DestinationRule own/own", OriginFor("istio-system", defaults, own));
        Assert.Equal("DestinationRule istio-system/defaults", OriginFor("istio-system", defaults));
        Assert.Equal("DestinationRule istio-system/hidden", OriginFor("istio-system", defaults, own, hidden));
        Assert.Equal("DestinationRule own/own", OriginFor("other", defaults, own, hidden));
    }

    [Fact]
    public void The_most_specific_host_wins_within_a_namespace()
    {
        var wide = Yaml.DestinationRule("wide", "*.local", "RANDOM", "own", age: 9);
        var narrow = Yaml.DestinationRule("narrow", "*.own.svc.cluster.local", "RANDOM", "own", age: 5);
        var exact = Yaml.DestinationRule("exact", "s", "RANDOM", "own");
        Assert.Equal("DestinationRule own/exact", OriginFor("own", wide, narrow, exact));
        Assert.Equal("DestinationRule own/narrow", OriginFor("own", wide, narrow));
        Assert.Equal("DestinationRule own/wide", OriginFor("own", wide));
    }

    // exportTo (4.2).
    [Fact]
    public void What_is_not_exported_to_a_client_is_passed_over()
    {
        var hidden = Yaml.DestinationRule("hidden", "s", "RANDOM", "own", "exportTo: ['.']");
        var root = Yaml.DestinationRule("root", Host, "RANDOM", "istio-system");
        Assert.Equal("DestinationRule own/hidden", OriginFor("own", hidden, root));
        Assert.Equal("DestinationRule istio-system/root", OriginFor("other", hidden, root));
    }

    // Merged are rules with equal exportTo only, oldest first (4.2).
    [Fact]
    public void Rules_for_one_host_merge_subsets_and_keep_the_first_policy()
    {
        var mesh = TestMesh.Of(
            Yaml.Service("s", "own"),
            Yaml.DestinationRule("b", "s", "ROUND_ROBIN", "own", age: 1, subsets: "[{name: v2, labels: {version: v2}}, {name: v1, labels: {version: x}}]"),
            Yaml.DestinationRule("a", "s", "RANDOM", "own", age: 5, subsets: "[{name: v1, labels: {version: v1}}]"),
            Yaml.DestinationRule("c", "s", "RANDOM", "own", "exportTo: ['.']", subsets: "[{name: v3, labels: {version: v3}}]"));
        var service = mesh.Service(Host, TestMesh.Sidecar(@namespace: "other"));
        Assert.Equal("DestinationRule own/a, own/b", service.PolicyOrigin);
        Assert.Equal(["", "v1", "v2"], service.Subsets.Select(subset => subset.Name));
        Assert.Equal("v1", service.Subsets[1].Labels["version"]);
        Assert.Equal(LoadBalancer.Random, service.Subsets[0].Policies[0].LoadBalancer);
    }

    [Theory]
    [InlineData("'.'", "own", true)]
    [InlineData("'.'", "other", false)]
    [InlineData("'*'", "other", true)]
    [InlineData("other", "own", false)]
    public void Without_exportTo_the_meshs_default_holds(string @default, string client, bool applies)
    {
        var mesh = $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data:
              mesh: "defaultDestinationRuleExportTo: [{{@default}}]"
            ---

            """;
        Assert.Equal(applies ? "DestinationRule own/r" : "", OriginFor(client, mesh, Yaml.DestinationRule("r", "s", "RANDOM", "own")));
    }

    // (4.3)
    [Fact]
    public void A_workload_selector_says_nothing_to_other_namespaces()
    {
        var rule = Yaml.DestinationRule("r", "s", "RANDOM", "own", "workloadSelector: {matchLabels: {app: a}}");
        var root = Yaml.DestinationRule("root", Host, "RANDOM", "istio-system", "workloadSelector: {matchLabels: {app: a}}");
        var mesh = TestMesh.Of(Yaml.Service("s", "own"), rule, root);
        Assert.Equal("DestinationRule own/r", mesh.Service(Host, TestMesh.Sidecar(@namespace: "own", labels: "app=a")).PolicyOrigin);
        Assert.Equal("", mesh.Service(Host, TestMesh.Sidecar(@namespace: "own", labels: "app=b")).PolicyOrigin);
        Assert.Equal("", mesh.Service(Host, TestMesh.Sidecar(@namespace: "other", labels: "app=a")).PolicyOrigin);
    }

    // (4.3)
    [Fact]
    public void Rules_merge_with_those_of_the_same_selector_only()
    {
        const string A = "workloadSelector: {matchLabels: {app: a}}";
        var mesh = TestMesh.Of(
            Yaml.Service("s", "own"),
            Yaml.DestinationRule("one", "s", "RANDOM", "own", A, age: 3, subsets: "[{name: v1, labels: {version: v1}}]"),
            Yaml.DestinationRule("two", "s", "RANDOM", "own", A, age: 2, subsets: "[{name: v2, labels: {version: v2}}]"),
            Yaml.DestinationRule("all", "s", "RANDOM", "own", age: 1));
        Assert.Equal("DestinationRule own/one, own/two", mesh.Service(Host, TestMesh.Sidecar(@namespace: "own", labels: "app=a")).PolicyOrigin);
        Assert.Equal("DestinationRule own/all", mesh.Service(Host, TestMesh.Sidecar(@namespace: "own", labels: "app=b")).PolicyOrigin);
    }

    // (4.3)
    [Fact]
    public void A_workload_selector_binds_only_its_clients()
    {
        var all = Yaml.DestinationRule("all", Host, "RANDOM", "client", age: 9);
        var some = Yaml.DestinationRule("some", Host, "ROUND_ROBIN", "client", "workloadSelector: {matchLabels: {app: a}}");
        var mesh = TestMesh.Of(Yaml.Service("s", "own"), all, some);
        Assert.Equal("DestinationRule client/some", mesh.Service(Host, TestMesh.Sidecar(@namespace: "client", labels: "app=a")).PolicyOrigin);
        Assert.Equal("DestinationRule client/all", mesh.Service(Host, TestMesh.Sidecar(@namespace: "client", labels: "app=b")).PolicyOrigin);
    }

    [Fact]
    public void A_subset_overrides_by_setting_at_ports_too_and_its_own_port_replaces_all()
    {
        var mesh = TestMesh.Of(Yaml.Service("s", "own"), """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: r, namespace: own}
            spec:
              host: s
              trafficPolicy:
                loadBalancer: {simple: RANDOM}
                connectionPool: {tcp: {connectTimeout: 3s}}
                portLevelSettings:
                - port: {number: 80}
                  loadBalancer: {simple: ROUND_ROBIN}
              subsets:
              - name: v1
                labels: {version: v1}
                trafficPolicy: {loadBalancer: {simple: LEAST_REQUEST}}
              - name: v2
                labels: {version: v2}
                trafficPolicy:
                  loadBalancer: {simple: LEAST_REQUEST}
                  connectionPool: {tcp: {connectTimeout: 4s}}
                  portLevelSettings:
                  - port: {number: 80}
                    loadBalancer: {simple: RANDOM}
                  - port: {number: 81}
                    connectionPool: {tcp: {connectTimeout: 5s}}
            """);
        var service = mesh.Service(Host, TestMesh.Sidecar(@namespace: "own"));
        Assert.Equal("0 Random 3000; 80 RoundRobin 10000", Text(service.Subsets[0]));
        Assert.Equal("0 LeastRequest 3000; 80 LeastRequest 10000", Text(service.Subsets[1]));
        Assert.Equal("0 LeastRequest 4000; 80 Random 10000; 81 LeastRequest 5000", Text(service.Subsets[2]));

        static string Text(Subset subset) =>
            string.Join("; ", subset.Policies.Select(policy => $"{policy.Port} {policy.LoadBalancer} {policy.ConnectTimeoutMs}"));
    }
}
