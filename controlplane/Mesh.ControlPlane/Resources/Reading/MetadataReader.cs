using Mesh.ControlPlane.Validation;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>Kubernetes' <c>metadata</c>.</summary>
static class MetadataReader
{
    const string DefaultNamespace = "default";

    public static ResourceMeta Read(FieldReader root, string apiVersion, bool namespaced, ResourceSource source)
    {
        root.Ignore("apiVersion", "kind");
        if (!root.Has("metadata"))
        {
            root.Missing("metadata");
        }

        return root.Object("metadata", metadata => Metadata(metadata, apiVersion, namespaced, source))
            ?? new ResourceMeta { ApiVersion = apiVersion, Namespace = "", Name = "", Source = source };
    }

    static ResourceMeta Metadata(FieldReader metadata, string apiVersion, bool namespaced, ResourceSource source)
    {
        metadata.Ignore(
            "uid", "resourceVersion", "generation", "generateName", "managedFields", "ownerReferences", "finalizers", "selfLink",
            "deletionTimestamp", "deletionGracePeriodSeconds", "clusterName");
        var name = metadata.RequiredText("name");
        var @namespace = metadata.Text("namespace") ?? DefaultNamespace;
        metadata.Context.Identify(namespaced ? @namespace : "", name);
        Check(metadata, "name", name.Length == 0 ? null : NameSyntax.Subdomain(name));
        Check(metadata, "namespace", NameSyntax.Label(@namespace));
        return new ResourceMeta
        {
            ApiVersion = apiVersion,
            Namespace = namespaced ? @namespace : "",
            Name = name,
            Labels = metadata.TextMap("labels"),
            Annotations = metadata.TextMap("annotations"),
            CreationTimestamp = metadata.Value<DateTimeOffset>("creationTimestamp", Values.Timestamp),
            Source = source,
        };
    }

    static void Check(FieldReader metadata, string field, string? problem)
    {
        if (problem is not null)
        {
            metadata.Error(field, problem);
        }
    }
}
