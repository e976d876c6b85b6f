using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Networking;
using Mesh.ControlPlane.Resources.Reading;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources.Reading;

/// <summary>What users write arrives in the model, field by field.</summary>
public sealed class NetworkingReaderTests
{
    [Fact]
    public void Virtual_service()
    {
        var service = Read<VirtualService>("VirtualService", """
            hosts: [reviews]
            gateways: [mesh, ns/gw]
            exportTo: ["."]
            http:
            - name: canary
              match:
              - name: jason
                uri: {prefix: /api}
                ignoreUriCase: true
                method: {exact: GET}
                headers: {end-user: {exact: jason}, x-any: {}, x-star: {regex: "*"}}
                withoutHeaders: {x-no: {prefix: a}}
                queryParams: {q: {exact: ""}}
                port: 9080
                sourceLabels: {app: web}
                sourceNamespace: default
                gateways: [mesh]
              rewrite: {uri: /v2, authority: other}
              timeout: 2.5s
              headers: {request: {set: {b: "1", a: "2"}, remove: [c]}, response: {add: {d: e}}}
              route:
              - destination: {host: reviews, subset: v2, port: {number: 9080}}
                weight: 80
              - destination: {host: reviews, subset: v3}
                weight: 20
            tcp:
            - match: [{destinationSubnets: [10.0.0.0/8], port: 3306}]
              route: [{destination: {host: db}}]
            """);
        var route = Assert.Single(service.Http);
        var match = Assert.Single(route.Match);
        Assert.Equal(["reviews"], service.Hosts);
        Assert.Equal(["mesh", "ns/gw"], service.Gateways);
        Assert.Equal(["."], service.ExportTo);
        Assert.Equal(("canary", TimeSpan.FromSeconds(2.5)), (route.Name, route.Timeout));
        Assert.Equal(new StringMatch(StringMatchKind.Prefix, "/api"), match.Uri);
        Assert.Equal(new StringMatch(StringMatchKind.Exact, "GET"), match.Method);
        Assert.Equal(
            [StringMatchKind.Exact, StringMatchKind.Present, StringMatchKind.Present], match.Headers.Values.Select(value => value.Kind));
        Assert.Equal(new StringMatch(StringMatchKind.Prefix, "a"), match.WithoutHeaders["x-no"]);
        Assert.Equal(new StringMatch(StringMatchKind.Exact, ""), match.QueryParams["q"]);
        Assert.Equal(("jason", true, 9080, "default"), (match.Name, match.IgnoreUriCase, match.Port, match.SourceNamespace));
        Assert.Equal("web", match.SourceLabels["app"]);
        Assert.Equal(["mesh"], match.Gateways);
        Assert.Equal(new HttpRewrite { Uri = "/v2", Authority = "other" }, route.Rewrite);
        Assert.Equal(["b", "a"], route.Headers!.Request.Set.Keys);
        Assert.Equal(["c"], route.Headers.Request.Remove);
        Assert.Equal("e", route.Headers.Response.Add["d"]);
        Assert.Equal(["v2 80", "v3 20"], route.Route.Select(entry => $"{entry.Destination.Subset} {entry.Weight}"));
        Assert.Equal((9080, null), (route.Route[0].Destination.Port, route.Route[1].Destination.Port));
        Assert.Equal("db", Assert.Single(Assert.Single(service.Tcp).Route).Destination.Host);
        Assert.Equal(3306, Assert.Single(service.Tcp[0].Match).Port);
    }

    [Fact]
    public void Destination_rule()
    {
        var rule = Read<DestinationRule>("DestinationRule", """
            host: reviews
            workloadSelector: {matchLabels: {app: web}}
            trafficPolicy:
              loadBalancer: {simple: LEAST_CONN}
              connectionPool: {tcp: {connectTimeout: 300ms}}
              portLevelSettings: [{port: {number: 80}, loadBalancer: {simple: RANDOM}}]
            subsets:
            - {name: v1, labels: {version: v1}}
            - {name: v2, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}}
            """);
        Assert.Equal(SimpleLoadBalancer.LeastRequest, rule.TrafficPolicy!.LoadBalancer!.Simple);
        Assert.Equal(TimeSpan.FromMilliseconds(300), rule.TrafficPolicy.ConnectionPool!.Tcp!.ConnectTimeout);
        Assert.Equal((80, SimpleLoadBalancer.Random), (rule.TrafficPolicy.PortLevelSettings[0].Port, rule.TrafficPolicy.PortLevelSettings[0].LoadBalancer!.Simple));
        Assert.Equal(["v1", "v2"], rule.Subsets.Select(subset => subset.Name));
        Assert.Equal("v1", rule.Subsets[0].Labels["version"]);
        Assert.Equal(SimpleLoadBalancer.RoundRobin, rule.Subsets[1].TrafficPolicy!.LoadBalancer!.Simple);
        Assert.True(rule.WorkloadSelector!.Matches(new Dictionary<string, string> { ["app"] = "web", ["x"] = "y" }));
        Assert.False(rule.WorkloadSelector.Matches(new Dictionary<string, string> { ["app"] = "other" }));
    }

    [Fact]
    public void Gateway()
    {
        var gateway = Read<Gateway>("Gateway", """
            selector: {istio: ingressgateway}
            servers:
            - port: {number: 8080, name: http, protocol: HTTP}
              hosts: ["*", ./a.example.com]
              bind: 0.0.0.0
            """);
        var server = Assert.Single(gateway.Servers);
        Assert.Equal(new Port { Number = 8080, Name = "http", Protocol = "HTTP" }, server.Port);
        Assert.Equal(["*", "./a.example.com"], server.Hosts);
        Assert.Equal(("0.0.0.0", null), (server.Bind, server.Tls));
        Assert.Equal("ingressgateway", gateway.Selector.Labels["istio"]);
    }

    [Fact]
    public void Service_entry_and_its_endpoints()
    {
        var entry = Read<ServiceEntry>("ServiceEntry", """
            hosts: [db.example.com]
            addresses: [10.1.0.0/16]
            location: MESH_INTERNAL
            resolution: STATIC
            ports: [{number: 3306, name: mysql, protocol: MYSQL, targetPort: 33060}]
            endpoints: [{address: 10.1.2.3, ports: {mysql: 3307}, labels: {version: v1}, weight: 5}]
            """);
        Assert.Equal((ServiceEntryLocation.MeshInternal, ServiceEntryResolution.Static), (entry.Location, entry.Resolution));
        Assert.Equal(33060, Assert.Single(entry.Ports).TargetPort);
        var endpoint = Assert.Single(entry.Endpoints);
        Assert.Equal(
            ("10.1.2.3", 3307, "v1", 5L), (endpoint.Address, endpoint.Ports["mysql"], endpoint.Labels["version"], endpoint.Weight));
        Assert.Null(entry.WorkloadSelector);
    }

    [Fact]
    public void Workload_entry_labels_are_those_of_the_spec_over_those_of_the_object()
    {
        var entry = Read<WorkloadEntry>("WorkloadEntry", "address: vm.example.com\nlabels: {app: a, version: v1}", "labels: {app: b, team: c}");
        Assert.Equal(
            "app=a team=c version=v1", string.Join(' ', entry.WorkloadLabels.Select(label => $"{label.Key}={label.Value}").Order()));
    }

    [Fact]
    public void Sidecar()
    {
        var sidecar = Read<Sidecar>("Sidecar", "workloadSelector: {labels: {app: a}}\negress: [{hosts: [./*, istio-system/*]}]\noutboundTrafficPolicy: {}");
        Assert.Equal(["./*", "istio-system/*"], Assert.Single(sidecar.Egress).Hosts);
        Assert.Equal(OutboundTrafficMode.RegistryOnly, sidecar.OutboundTrafficPolicy!.Mode);
        Assert.Equal("a", sidecar.WorkloadSelector!.Labels["app"]);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    [InlineData("v1alpha3")]
    public void Every_served_version_reads_alike(string version)
    {
        var sidecar = Read<Sidecar>("Sidecar", "egress: [{hosts: ['*/*']}]", version: version);
        Assert.Equal($"networking.istio.io/{version}", sidecar.Meta.ApiVersion);
    }

    [Fact]
    public void Metadata_and_place()
    {
        var meta = Read<Sidecar>("Sidecar", "egress: [{hosts: ['*/*']}]", "namespace: prod, annotations: {a: b}, creationTimestamp: 2024-01-02T03:04:05Z, uid: x").Meta;
        Assert.Equal(("prod", "sample", "b"), (meta.Namespace, meta.Name, meta.Annotations["a"]));
        Assert.Equal(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero), meta.CreationTimestamp);
        Assert.Equal(
            ("a.yaml", 0, 1, 5), (meta.Source.File, meta.Source.Document, meta.Source.Line, meta.Source.LineOf("spec.egress[0].hosts[0]")));
    }

    static T Read<T>(string kind, string spec, string metadata = "labels: {}", string version = "v1")
        where T : Resource
    {
        var text = $"apiVersion: networking.istio.io/{version}\nkind: {kind}\nmetadata: {{name: sample, {metadata}}}\nspec:\n  {spec.ReplaceLineEndings("\n  ")}\n";
        var result = Assert.Single(ResourceReader.Read("a.yaml", text));
        Assert.Empty(result.Diagnostics);
        return Assert.IsType<T>(result.Resource);
    }
}
