using Mesh.Contract;
using Xunit;

namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>exportTo and Sidecar scope (3.3, 5.22, 5.23, 5.27, 9.9).</summary>
public sealed class VisibilityTests
{
    // exportTo of the resource in namespace "own" x namespace of the client.
    [Theory]
    [InlineData("", "own", true)]
    [InlineData("", "other", true)]
    [InlineData("*", "other", true)]
    [InlineData(".", "own", true)]
    [InlineData(".", "other", false)]
    [InlineData("other", "other", true)]
    [InlineData("other", "own", false)]
    [InlineData("other", "third", false)]
    [InlineData(".,other", "own", true)]
    [InlineData(".,other", "other", true)]
    [InlineData("~", "own", false)]
    public void A_service_is_seen_where_it_is_exported(string exportTo, string client, bool seen)
    {
        var mesh = TestMesh.Of(Yaml.Service("s", "own", exportTo));
        Assert.Equal(seen, mesh.ServiceNames(TestMesh.Sidecar(@namespace: client)).Contains("s.own.svc.cluster.local"));
    }

    [Theory]
    [InlineData("", "other", true)]
    [InlineData("exportTo: ['*']", "other", true)]
    [InlineData("exportTo: ['.']", "own", true)]
    [InlineData("exportTo: ['.']", "other", false)]
    [InlineData("exportTo: [other]", "other", true)]
    [InlineData("exportTo: [other]", "third", false)]
    public void A_virtual_service_is_seen_where_it_is_exported(string extra, string client, bool seen)
    {
        var mesh = TestMesh.Of(Yaml.Service("s", "own"), Yaml.VirtualService("v", "s", "s", "own", extra));
        Assert.Equal(seen, mesh.Routes(TestMesh.Sidecar(@namespace: client)).Count == 1);
    }

    [Theory]
    [InlineData("'*/*'", "a.x b.x c.w")]
    [InlineData("'./*'", "a.x b.x")]
    [InlineData("'w/*'", "c.w")]
    [InlineData("'./a.x.svc.cluster.local'", "a.x")]
    [InlineData("'*/*.w.svc.cluster.local', x/b.x.svc.cluster.local", "b.x c.w")]
    [InlineData("'~/*'", "")]
    public void A_sidecar_imports_what_its_egress_hosts_name(string hosts, string expected)
    {
        var mesh = TestMesh.Of(Yaml.Service("a", "x"), Yaml.Service("b", "x"), Yaml.Service("c", "w"), Sidecar("x", hosts));
        Assert.Equal(expected, Names(mesh, TestMesh.Sidecar(@namespace: "x")));
        Assert.Equal("a.x b.x c.w", Names(mesh, TestMesh.Sidecar(@namespace: "z")));
        Assert.Equal("a.x b.x c.w", Names(mesh, TestMesh.Sidecar(@namespace: "w")));
    }

    [Fact]
    public void A_selecting_sidecar_goes_before_the_namespaces_and_that_before_the_meshs()
    {
        var mesh = TestMesh.Of(
            Yaml.Service("a", "x"), Yaml.Service("b", "x"), Yaml.Service("c", "x"),
            Sidecar("istio-system", "x/a.x.svc.cluster.local"),
            Sidecar("x", "x/b.x.svc.cluster.local"),
            Sidecar("x", "x/c.x.svc.cluster.local", "workloadSelector: {labels: {app: special}}", "special"));
        Assert.Equal("a.x", Names(mesh, TestMesh.Sidecar(@namespace: "w")));
        Assert.Equal("b.x", Names(mesh, TestMesh.Sidecar(@namespace: "x")));
        Assert.Equal("c.x", Names(mesh, TestMesh.Sidecar(@namespace: "x", labels: "app=special")));
    }

    // As in Istio, which makes the scope of the mesh's default for each namespace anew.
    [Theory]
    [InlineData("'./*'", "a.x", "c.w")]
    [InlineData("'./*', istio-system/*", "a.x d.istio-system", "c.w d.istio-system")]
    [InlineData("'*/*', ~./*", "c.w d.istio-system", "a.x d.istio-system")]
    public void In_the_meshs_default_sidecar_a_dot_is_the_namespace_of_the_client(string hosts, string inX, string inW)
    {
        var mesh = TestMesh.Of(Yaml.Service("a", "x"), Yaml.Service("c", "w"), Yaml.Service("d", "istio-system"), Sidecar("istio-system", hosts));
        Assert.Equal(inX, Names(mesh, TestMesh.Sidecar(@namespace: "x")));
        Assert.Equal(inW, Names(mesh, TestMesh.Sidecar(@namespace: "w")));
        // Made up, so that it holds nothing a dot could stand for: one audience, however many there are.
        Assert.Equal(
            mesh.Compiler.RequestOf(TestMesh.Sidecar(@namespace: "made-up-1")).Audience,
            mesh.Compiler.RequestOf(TestMesh.Sidecar(@namespace: "made-up-2")).Audience);
    }

    [Fact]
    public void Virtual_services_of_the_clients_namespace_are_imported_by_the_meshs_default_sidecar()
    {
        var mesh = TestMesh.Of(Yaml.Service("c", "w"), Yaml.VirtualService("v", "c.w.svc.cluster.local", "c.w.svc.cluster.local", "x"), Sidecar("istio-system", "'./*'"));
        Assert.Single(mesh.Routes(TestMesh.Sidecar(@namespace: "x")));
        Assert.Empty(mesh.Routes(TestMesh.Sidecar(@namespace: "w")));
    }

    [Fact]
    public void Where_an_imported_virtual_service_leads_is_imported_too()
    {
        var mesh = TestMesh.Of(
            Yaml.Service("a", "x"), Yaml.Service("b", "w"),
            Yaml.VirtualService("v", "a", "b.w.svc.cluster.local", "x"), Sidecar("x", "./*"));
        Assert.Equal("a.x b.w", Names(mesh, TestMesh.Sidecar(@namespace: "x")));
        Assert.Single(mesh.Routes(TestMesh.Sidecar(@namespace: "x")));
    }

    [Fact]
    public void The_sidecars_outbound_policy_goes_before_the_meshs()
    {
        var mesh = TestMesh.Of(Sidecar("x", "'*/*'", "outboundTrafficPolicy: {mode: REGISTRY_ONLY}"));
        Assert.Equal(OutboundTrafficPolicy.RegistryOnly, mesh.Workload(TestMesh.Sidecar(@namespace: "x")).OutboundPolicy);
        Assert.Equal(OutboundTrafficPolicy.AllowAny, mesh.Workload(TestMesh.Sidecar(@namespace: "w")).OutboundPolicy);
    }

    [Fact]
    public void A_kubernetes_service_is_not_squatted_on_by_an_older_service_entry()
    {
        var mesh = TestMesh.Of(Yaml.Service("s", "own"), """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: squatter, namespace: evil, creationTimestamp: "2020-01-01T00:00:00Z"}
            spec:
              hosts: [s.own.svc.cluster.local]
              ports: [{number: 80, name: http, protocol: HTTP}]
              resolution: STATIC
              endpoints: [{address: 192.0.2.66}]
            """);
        Assert.Equal("own", mesh.Service("s.own.svc.cluster.local").Namespace);
    }

    static string Sidecar(string @namespace, string hosts, string extra = "", string name = "default") => $"""
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {"{"}name: {name}, namespace: {@namespace}{"}"}
        spec:
          {extra}
          egress:
          - hosts: [{hosts}]
        """;

    static string Names(TestMesh mesh, Node node) => string.Join(' ',
        mesh.ServiceNames(node).Select(name => name.Replace(".svc.cluster.local", "")));
}
