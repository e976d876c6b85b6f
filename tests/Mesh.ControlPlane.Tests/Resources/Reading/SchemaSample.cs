using System.Text;
using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Tests.Resources.Reading;

/// <summary>Writes a resource that sets every property of an OpenAPI schema once.</summary>
static class SchemaSample
{
    public static string Write(YamlMapping schema)
    {
        var text = new StringBuilder();
        foreach (var property in Properties(schema))
        {
            text.Append(property.Key).Append(": ").Append(Value((YamlMapping)property.Value)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Kind, preferred version and its schema of a CustomResourceDefinition.</summary>
    public static (string Kind, string Version, YamlMapping Schema) Preferred(YamlMapping crd)
    {
        var spec = (YamlMapping)crd.Find("spec")!.Value;
        var version = (YamlMapping)((YamlSequence)spec.Find("versions")!.Value).Items[0];
        var schema = (YamlMapping)((YamlMapping)version.Find("schema")!.Value).Find("openAPIV3Schema")!.Value;
        return (Text((YamlMapping)spec.Find("names")!.Value, "kind"), Text(version, "name"), schema);
    }

    static string Text(YamlMapping node, string name) => ((YamlScalar)node.Find(name)!.Value).Value;

    static string Value(YamlMapping schema)
    {
        if (schema.Find("enum")?.Value is YamlSequence names)
        {
            return ((YamlScalar)names.Items[0]).Value;
        }

        return (schema.Find("type")?.Value as YamlScalar)?.Value switch
        {
            "object" => Object(schema),
            "array" => $"[{Value((YamlMapping)schema.Find("items")!.Value)}]",
            "integer" => "1",
            "number" => "1.5",
            "boolean" => "true",
            // Durations are strings in the schema, and any other string may look like one.
            "string" => "\"1s\"",
            _ => "1",
        };
    }

    static string Object(YamlMapping schema) =>
        schema.Find("additionalProperties")?.Value is YamlMapping values
            ? $"{{key: {Value(values)}}}"
            : $"{{{string.Join(", ", Properties(schema).Select(entry => $"{entry.Key}: {Value((YamlMapping)entry.Value)}"))}}}";

    static IReadOnlyList<YamlEntry> Properties(YamlMapping schema) => (schema.Find("properties")?.Value as YamlMapping)?.Entries ?? [];
}
