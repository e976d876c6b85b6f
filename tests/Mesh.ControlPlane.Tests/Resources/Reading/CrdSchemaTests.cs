using Mesh.ControlPlane.Resources.Reading;
using Mesh.ControlPlane.Resources.Yaml;
using Xunit;

namespace Mesh.ControlPlane.Tests.Resources.Reading;

/// <summary>Against Istio's published CRDs: every property of every version is read, and what is read is written there.</summary>
public sealed class CrdSchemaTests
{
    public static TheoryData<string> Kinds =>
        ["VirtualService", "DestinationRule", "Gateway", "ServiceEntry", "WorkloadEntry", "WorkloadGroup", "Sidecar"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_property_of_the_schema_is_known(string kind)
    {
        var crd = Definition(kind);
        var versions = ((YamlSequence)At(crd, "spec", "versions")).Items.Cast<YamlMapping>().ToList();
        Assert.NotEmpty(versions);
        foreach (var version in versions)
        {
            var name = Text(version, "name");
            var sample = SchemaSample.Write((YamlMapping)At(version, "schema", "openAPIV3Schema"));
            var text = $"apiVersion: networking.istio.io/{name}\nkind: {kind}\nmetadata: {{name: x}}\n{sample}";
            var result = Assert.Single(ResourceReader.Read("crd.yaml", text));
            Assert.DoesNotContain(result.Diagnostics, finding => finding.Message.StartsWith("unknown field", StringComparison.Ordinal));
            Assert.DoesNotContain(result.Diagnostics, finding => finding.Message.Contains(", is ", StringComparison.Ordinal) && IsTypeError(finding.Message));
            Assert.NotEmpty(result.Diagnostics);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Served_versions_are_those_of_the_schema(string kind)
    {
        var served = ((YamlSequence)At(Definition(kind), "spec", "versions")).Items.Cast<YamlMapping>()
            .Where(version => Text(version, "served") == "true").Select(version => Text(version, "name"));
        Assert.Equal(served.Order(), KindTable.Find("networking.istio.io", kind)!.Versions.Order());
    }

    /// <summary>The sample sets everything, so rules about combinations fail; only those about types may not.</summary>
    static bool IsTypeError(string message) =>
        message.StartsWith("must be a ", StringComparison.Ordinal) && (message.Contains("string,") || message.Contains("list,") || message.Contains("mapping,"))
        || message.StartsWith("must be an integer", StringComparison.Ordinal) || message.StartsWith("must be true", StringComparison.Ordinal);

    static YamlMapping Definition(string kind)
    {
        var text = File.ReadAllText(SharedData.Require("data/istio-crds/crd-all.gen.yaml"));
        return DocumentSplitter.Split(text).Select(document => YamlDocument.Parse(document).Root).OfType<YamlMapping>()
            .Single(crd => Text((YamlMapping)At(crd, "spec", "names"), "kind") == kind && Text((YamlMapping)At(crd, "spec"), "group") == "networking.istio.io");
    }

    static YamlNode At(YamlMapping node, params ReadOnlySpan<string> path)
    {
        YamlNode found = node;
        foreach (var name in path)
        {
            found = ((YamlMapping)found).Find(name)!.Value;
        }

        return found;
    }

    static string Text(YamlMapping node, string name) => ((YamlScalar)At(node, name)).Value;
}
