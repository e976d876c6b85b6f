using System.Text;
using System.Text.Json;
using Mesh.Contract;
using Mesh.ControlPlane.Distribution;
using Xunit;

namespace Mesh.ControlPlane.Tests.Compiling;

/// <summary>Whole configs as text: <c>goldens/CASE.yaml</c> in, <c>goldens/CASE.NODE.json</c> out.</summary>
public sealed class CompileGoldenTests
{
    static string Dump(TestMesh mesh, Node node)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
            ConfigDump.Write(json, mesh.Compile(node).ToSet(0).ByKey.Values);
        return Encoding.UTF8.GetString(output.ToArray()) + "\n";
    }

    [Fact]
    public void Reviews_goes_to_v2_for_jason_and_to_v3_for_all_others()
    {
        var mesh = TestMesh.Of(Golden.Input("reviews.yaml"));
        Golden.Equal("reviews.client.json", Dump(mesh, TestMesh.Sidecar("client.default", labels: "app=client")));
        Golden.Equal("reviews.v2.json", Dump(mesh, TestMesh.Sidecar("reviews-v2-1.default", labels: "app=reviews,version=v2", ip: "10.10.0.12")));
        Assert.Empty(mesh.Findings);
    }

    [Fact]
    public void A_canary_has_its_weights()
    {
        var mesh = TestMesh.Of(Golden.Input("canary.yaml"));
        Golden.Equal("canary.client.json", Dump(mesh, TestMesh.Sidecar()));
        Assert.Empty(mesh.Findings);
    }

    [Fact]
    public void A_gateway_merges_what_shares_its_hosts()
    {
        var mesh = TestMesh.Of(Golden.Input("gateway.yaml"));
        Golden.Equal("gateway.ingress.json", Dump(mesh, TestMesh.Gateway()));
        Assert.Empty(mesh.Findings);
    }

    [Fact]
    public void Service_entries_of_every_resolution_become_services()
    {
        var mesh = TestMesh.Of(Golden.Input("service-entries.yaml"));
        Golden.Equal("service-entries.client.json", Dump(mesh, TestMesh.Sidecar()));
    }

    [Fact]
    public void Every_part_of_a_rule_is_carried_over()
    {
        var mesh = TestMesh.Of(Golden.Input("rules.yaml"));
        Golden.Equal("rules.client.json", Dump(mesh, TestMesh.Sidecar()));
    }

    [Theory]
    [InlineData("reviews")]
    [InlineData("gateway")]
    [InlineData("rules")]
    [InlineData("service-entries")]
    public void Documents_in_another_order_give_the_same_bytes(string name)
    {
        var documents = Golden.Input($"{name}.yaml").Split("\n---\n");
        var (one, other) = (TestMesh.Of(documents), TestMesh.Of(documents.Reverse()));
        foreach (var node in new[] { TestMesh.Sidecar(), TestMesh.Gateway() })
            Assert.Equal(one.Compile(node).ToSet(0).ToSnapshot(node), other.Compile(node).ToSet(0).ToSnapshot(node));
    }
}
