using Mesh.ControlPlane.Resources.Yaml;
using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>From the text of a file to resources: parse, dispatch by kind, read, validate. Never throws on bad input.</summary>
static class ResourceReader
{
    /// <summary>A <c>List</c> inside a <c>List</c> inside a ... : one level is all that kubectl writes.</summary>
    const int MaxListDepth = 1;

    /// <param name="file">Path as diagnostics name it.</param>
    /// <param name="text">The whole file.</param>
    public static IEnumerable<ReadResult> Read(string file, string text)
    {
        var budget = new AliasBudget();
        return FileBounds.Apply(file, DocumentSplitter.Split(text).SelectMany(document => Read(file, document, budget)));
    }

    /// <summary>One document of a file.</summary>
    public static IEnumerable<ReadResult> Read(string file, DocumentText document, AliasBudget? budget = null)
    {
        var parsed = YamlDocument.Parse(document, budget);
        if (parsed.Problem is { } problem)
        {
            return [Failed(new DocumentPlace(file, document, parsed.ProblemLine), problem)];
        }

        return parsed.Root is { } root ? Node(new DocumentPlace(file, document, root.Line), root, depth: 0) : [];
    }

    static IEnumerable<ReadResult> Node(DocumentPlace place, YamlNode node, int depth)
    {
        if (node is not YamlMapping mapping)
        {
            return [Failed(place, $"a resource must be a mapping, is {node.Shape}")];
        }

        if (mapping.Find("apiVersion") is null && mapping.Find("kind") is null)
        {
            return [Noted(place, DiagnosticSeverity.Warning, "", "ignored: not a Kubernetes resource, it has neither apiVersion nor kind")];
        }

        var (apiVersion, kind) = (TextOf(mapping, "apiVersion"), TextOf(mapping, "kind"));
        if (apiVersion is null || kind is null)
        {
            return [Failed(place, $"{(apiVersion is null ? "apiVersion" : "kind")}: is required and must be a string")];
        }

        return kind == "List" && apiVersion == "v1" && depth < MaxListDepth
            ? Items(place, mapping, depth)
            : [Single(place, mapping, apiVersion, kind)];
    }

    static IEnumerable<ReadResult> Items(DocumentPlace place, YamlMapping list, int depth) =>
        list.Find("items")?.Value is YamlSequence items
            ? items.Items.SelectMany(item => Node(place with { Line = item.Line }, item, depth + 1))
            : [Failed(place, "items: is required and must be a list")];

    static ReadResult Single(DocumentPlace place, YamlMapping mapping, string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/');
        var (group, version) = slash > 0 ? (apiVersion[..slash], apiVersion[(slash + 1)..]) : ("", apiVersion);
        if (MeshConfigDocument.IsMeshConfig(apiVersion, kind, mapping))
        {
            return MeshConfigDocument.ReadConfigMap(place, mapping);
        }

        if (KindTable.Find(group, kind) is not { } entry)
        {
            var hint = NearestName.Hint(kind, KindTable.All.Where(known => known.Group == group).Select(known => known.Kind.ToString()));
            return UnsupportedKinds.ConsequenceOf(group, kind) is { } consequence
                ? Noted(place, DiagnosticSeverity.Warning, kind, $"kind {kind} ({apiVersion}) is not yet supported: {consequence}", NameOf(mapping))
                : Noted(place, DiagnosticSeverity.Note, kind, $"kind {kind} ({apiVersion}) is not yet supported{hint}", NameOf(mapping));
        }

        if (!entry.Versions.Contains(version))
        {
            var served = string.Join(", ", entry.Versions);
            return Failed(place, $"apiVersion: {apiVersion} is not served for this kind, use {served}", kind, NameOf(mapping));
        }

        return Known(place, mapping, apiVersion, entry);
    }

    static ReadResult Known(DocumentPlace place, YamlMapping mapping, string apiVersion, KindEntry entry)
    {
        var context = new ReadContext(place.File, place.Document, entry.Kind.ToString());
        var source = new ResourceSource(place.File, place.Document, place.Line, mapping) { Written = place.Written };
        var resource = new FieldReader(context, mapping, FieldPlace.Root).Complete(
            root => entry.Read(root, MetadataReader.Read(root, apiVersion, entry.Namespaced, source)));
        return Judge(context, resource, entry.Validate);
    }

    /// <summary>Validates what was read without an error, and withholds what is not valid.</summary>
    internal static ReadResult Judge(ReadContext context, Resource resource, Action<Resource, Findings> validate)
    {
        ResourceKey? key = context.Name.Length > 0 ? resource.Key : null;
        if (context.HasErrors)
        {
            // Not validated: rules over placeholders would accuse fields that are fine.
            return new ReadResult(null, key, context.Found.Listed());
        }

        var findings = new Findings(resource, context.Found);
        validate(resource, findings);
        return new ReadResult(findings.HasErrors ? null : resource, key, context.Found.Listed());
    }

    static ReadResult Failed(DocumentPlace place, string message, string kind = "", (string Namespace, string Name) subject = default) =>
        Noted(place, DiagnosticSeverity.Error, kind, message, subject);

    static ReadResult Noted(
        DocumentPlace place, DiagnosticSeverity severity, string kind, string message, (string Namespace, string Name) subject = default) =>
        new(null, null,
        [
            new Diagnostic(
                severity, place.File, place.Document, place.Line, kind, subject.Namespace ?? "", subject.Name ?? "", "", message),
        ]);

    static (string Namespace, string Name) NameOf(YamlMapping mapping)
    {
        var metadata = mapping.Find("metadata")?.Value as YamlMapping;
        return metadata is null ? default : (TextOf(metadata, "namespace") ?? "", TextOf(metadata, "name") ?? "");
    }

    static string? TextOf(YamlMapping mapping, string name) =>
        mapping.Find(name)?.Value is YamlScalar { IsNull: false, Value.Length: > 0 and <= 253 } scalar ? OneLine(scalar.Value) : null;

    /// <summary>Diagnostics are one line each, whatever a hostile name holds.</summary>
    static string OneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
