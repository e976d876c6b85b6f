using Mesh.Contract;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Resources.MeshWide;
using Xunit;

namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>That an audience's overlay over the shared base is what compiling everything for it alone would give.</summary>
public sealed class OverlayTests
{
    static readonly string[] Namespaces = ["a", "b", "c", "istio-system"];

    const int NameCount = 5;

    // A Sidecar that imports everything changes nothing, but is compiled without the base.
    static string ImportsEverything(string @namespace) => $$"""
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: everything, namespace: {{@namespace}}}
        spec: {egress: [{hosts: ["*/*"]}]}
        ---

        """;

    // Makes a namespace one that resources name, and changes nothing else.
    static string Names(string @namespace) => Yaml.DestinationRule("inert", "nothing.invalid", "RANDOM", @namespace, "exportTo: [\".\"]");

    static string AnyMesh(Random random)
    {
        var text = "";
        for (var i = 0; i < NameCount * Namespaces.Length; i++)
            if (random.Next(3) > 0)
                text += Yaml.Service($"s{i % NameCount}", Namespaces[i / NameCount], Any(random, "", "", "*", ".", "a", "a,b", "~"));
        for (var i = 0; i < 4; i++)
            text += ServiceEntry(random, i);
        for (var i = 0; i < 8; i++)
            text += Yaml.DestinationRule(
                $"d{i}", Any(random, "*", "*.svc.cluster.local", "*.a.svc.cluster.local", AnyHost(random), AnyHost(random)), Any(random, "RANDOM", "ROUND_ROBIN"),
                Any(random, Namespaces),
                Any(random, "", "exportTo: [\".\"]", "exportTo: [b]", "exportTo: [\"*\"]", "workloadSelector: {matchLabels: {app: x}}"), random.Next(3));
        for (var i = 0; i < 6; i++)
            text += VirtualService(random, i);
        return text;
    }

    // Takes the name of a service, or one that others have too.
    static string ServiceEntry(Random random, int i) => $$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: e{{i}}, namespace: {{Any(random, Namespaces)}}, creationTimestamp: "{{Yaml.Born(random.Next(3))}}"}
        spec:
          hosts: [{{AnyHost(random)}}]
          {{Any(random, "", "exportTo: [\".\"]", "exportTo: [a]")}}
          ports: [{number: {{80 + i}}, name: http, protocol: HTTP}]
          resolution: STATIC
          endpoints: [{address: 10.0.0.{{i + 1}} }]
        ---

        """;

    static string VirtualService(Random random, int i) => $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: v{{i}}, namespace: {{Any(random, Namespaces)}}, creationTimestamp: "{{Yaml.Born(random.Next(3))}}"}
        spec:
          hosts: [{{AnyHost(random)}}]
          {{Any(random, "", "", "exportTo: [\".\"]", "exportTo: [a, c]")}}
          http:
          - match: [{{Any(random, "{uri: {prefix: /x}}", "{sourceLabels: {app: x}}", "{sourceNamespace: b}", "{sourceLabels: {app: z}, sourceNamespace: a}")}}]
            route: [{destination: {host: {{AnyHost(random)}} } }]
          - route: [{destination: {host: {{AnyHost(random)}}, port: {number: 80} } }]
        ---

        """;

    static string AnyHost(Random random)
    {
        var service = $"s{random.Next(NameCount)}.{Any(random, Namespaces)}.svc.cluster.local";
        return Any(random, service, service, "external.example.com");
    }

    static T Any<T>(Random random, params T[] among) => among[random.Next(among.Length)];

    static List<string> Hashes(TestMesh mesh, Node node) =>
        [.. mesh.Compile(node).Shared.All.OrderBy(resource => resource.Key()).Select(resource => $"{resource.Key()} {resource.Hash.ToBase64()}")];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void It_is_what_compiling_everything_for_the_audience_alone_gives(int seed)
    {
        var yaml = AnyMesh(new Random(seed));
        var layered = TestMesh.Of(yaml);
        foreach (var name in Namespaces.Append("unknown"))
            foreach (var labels in new[] { "", "app=x", "app=z" })
            {
                var node = TestMesh.Sidecar($"p.{name}", name, labels);
                Assert.Equal(Hashes(TestMesh.Of(yaml, ImportsEverything(name)), node), Hashes(layered, node));
            }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_namespace_that_no_resource_names_gets_what_it_would_get_if_one_did(int seed)
    {
        var yaml = AnyMesh(new Random(seed));
        var mesh = TestMesh.Of(yaml);
        var named = TestMesh.Of(yaml, Names("unknown"));
        foreach (var labels in new[] { "", "app=x" })
        {
            var node = TestMesh.Sidecar("p.unknown", "unknown", labels);
            Assert.Equal(Audience.Anywhere, mesh.Compiler.RequestOf(node).Audience.Namespace);
            Assert.Equal("unknown", named.Compiler.RequestOf(node).Audience.Namespace);
            Assert.Equal(Hashes(named, node), Hashes(mesh, node));
        }
    }

    [Fact]
    public void Namespaces_and_labels_that_no_resource_asks_about_are_one_audience()
    {
        var mesh = TestMesh.Of(Yaml.Service("s"), VirtualService(new Random(1), 0));
        var audiences = Enumerable.Range(0, 100).Select(i => mesh.Compiler.RequestOf(TestMesh.Sidecar($"p{i}.n{i}", $"n{i}", $"app=made-up-{i}")).Audience);
        Assert.Single(audiences.Distinct());
    }

    [Fact]
    public void What_is_compiled_after_many_edits_is_what_a_fresh_compiler_gives()
    {
        var memory = new CompilerMemory();
        for (var seed = 0; seed < 14; seed++)
        {
            var resources = TestMesh.Read(AnyMesh(new Random(seed % 7)));
            var kept = new MeshCompiler(resources, MeshConfig.Default, memory);
            var fresh = new MeshCompiler(resources, MeshConfig.Default, new CompilerMemory());
            foreach (var name in Namespaces)
            {
                var node = TestMesh.Sidecar($"p.{name}", name, "app=x");
                Assert.Equal(
                    fresh.Compile(node).ToSet(0).ByKey.Values.Select(resource => resource.Hash).Order(HashOrder),
                    kept.Compile(node).ToSet(0).ByKey.Values.Select(resource => resource.Hash).Order(HashOrder));
            }
        }
    }

    static Comparer<Google.Protobuf.ByteString> HashOrder { get; } =
        Comparer<Google.Protobuf.ByteString>.Create((one, other) => one.Span.SequenceCompareTo(other.Span));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_difference_takes_one_config_to_the_other(int seed)
    {
        var memory = new CompilerMemory();
        var (before, after) = (new MeshCompiler(TestMesh.Read(AnyMesh(new Random(seed))), MeshConfig.Default, memory),
            new MeshCompiler(TestMesh.Read(AnyMesh(new Random(seed + 1))), MeshConfig.Default, memory));
        var state = new ControlPlane.Distribution.MeshState(after, null);
        foreach (var name in Namespaces.Append("unknown"))
        {
            var (from, to) = (before.Compile(TestMesh.Sidecar($"p.{name}", name, "app=x")), after.Compile(TestMesh.Sidecar($"p.{name}", name, "app=x")));
            var (removed, changed) = state.Difference(from, to);
            var delta = new Delta { Generation = 1, Complete = true };
            delta.Removed.Add(removed.Select(key => new ResourceName { Kind = key.Kind, Name = key.Name }));
            delta.Changed.Add(changed);
            var applied = from.ToSet(0).Apply([delta]);
            Assert.Equal(to.ToSet(0).InOrder().Select(resource => resource.Hash), applied.InOrder().Select(resource => resource.Hash));
        }
    }
}
