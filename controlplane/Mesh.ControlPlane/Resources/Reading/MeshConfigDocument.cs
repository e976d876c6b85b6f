using Mesh.ControlPlane.Resources.MeshWide;
using Mesh.ControlPlane.Resources.Reading.MeshWide;
using Mesh.ControlPlane.Resources.Yaml;
using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>The two ways MeshConfig comes: the ConfigMap <c>istio</c> that Istio's installers write, and a plain file.</summary>
static class MeshConfigDocument
{
    const string ConfigMapName = "istio";
    const string DataKey = "mesh";

    public static bool IsMeshConfig(string apiVersion, string kind, YamlMapping mapping) =>
        apiVersion == "v1" && kind == "ConfigMap"
        && mapping.Find("metadata")?.Value is YamlMapping metadata && metadata.Find("name")?.Value is YamlScalar { Value: ConfigMapName }
        && mapping.Find("data")?.Value is YamlMapping data && data.Find(DataKey) is not null;

    public static ReadResult ReadConfigMap(DocumentPlace place, YamlMapping mapping)
    {
        var context = new ReadContext(place.File, place.Document, nameof(ResourceKind.MeshConfig));
        var source = new ResourceSource(place.File, place.Document, place.Line) { Written = place.Written };
        var (meta, text) = new FieldReader(context, mapping, FieldPlace.Root).Complete(root => ConfigMap(root, source));
        return text is null
            ? new ReadResult(null, null, context.Found.Listed())
            : ReadText(context, meta, new DocumentText(place.Document, text.Line + (text.Value.Contains('\n') ? 1 : 0), text.Value));
    }

    /// <param name="file">Path as diagnostics name it.</param>
    /// <param name="text">The file: MeshConfig's fields at top level, no kind.</param>
    public static ReadResult ReadFile(string file, string text)
    {
        var context = new ReadContext(file, 0, nameof(ResourceKind.MeshConfig));
        var @default = MeshConfig.Default.Meta;
        context.Identify(@default.Namespace, @default.Name);
        var document = new DocumentText(0, 1, text);
        return ReadText(context, @default with { Source = new ResourceSource(file, 0, 1) { Written = document } }, document);
    }

    static (ResourceMeta Meta, YamlScalar? Text) ConfigMap(FieldReader root, ResourceSource source)
    {
        root.IgnoreRest();
        var meta = MetadataReader.Read(root, "v1", namespaced: true, source);
        return (meta, root.Object("data", Data)?.Text);
    }

    static MeshText Data(FieldReader data)
    {
        data.IgnoreRest();
        return new MeshText(data.Text(DataKey) is null ? null : data.Node(DataKey) as YamlScalar);
    }

    /// <summary>The block scalar that holds a whole YAML document of its own.</summary>
    sealed record MeshText(YamlScalar? Text);

    static ReadResult ReadText(ReadContext context, ResourceMeta meta, DocumentText document)
    {
        var source = meta.Source;
        var parsed = YamlDocument.Parse(document);
        if (parsed.Problem is { } problem)
        {
            context.Error(FieldPlace.Root, parsed.ProblemLine, problem);
            return new ReadResult(null, null, context.Found.Listed());
        }

        if (parsed.Root is not (null or YamlMapping))
        {
            context.Error(FieldPlace.Root, parsed.Root.Line, $"must be a mapping, is {parsed.Root.Shape}");
            return new ReadResult(null, null, context.Found.Listed());
        }

        var mapping = parsed.Root as YamlMapping ?? new YamlMapping([], document.FirstLine, 1);
        meta = meta with { Source = new ResourceSource(source.File, source.Document, document.FirstLine, mapping) { Written = source.Written } };
        var mesh = new FieldReader(context, mapping, FieldPlace.Root).Complete(fields => MeshConfigReader.Read(fields, meta));
        return ResourceReader.Judge(context, mesh, (resource, findings) => MeshConfigValidator.Validate((MeshConfig)resource, findings));
    }
}
