using Mesh.ControlPlane.Resources.Kubernetes;

namespace Mesh.ControlPlane.Resources.Reading.Kubernetes;

static class NamespaceReader
{
    public static Resource Read(FieldReader root, ResourceMeta meta)
    {
        root.Ignore("spec", "status");
        return new KubernetesNamespace { Meta = meta };
    }
}
