using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

static class ServiceEntryReader
{
    public static Resource Read(FieldReader root, ResourceMeta meta)
    {
        root.Ignore("status");
        if (!root.Has("spec"))
        {
            root.Missing("spec");
        }

        return root.Object("spec", spec => Spec(spec, meta)) ?? new ServiceEntry { Meta = meta };
    }

    static ServiceEntry Spec(FieldReader spec, ResourceMeta meta) => new()
    {
        Meta = meta,
        Hosts = spec.Texts("hosts"),
        Addresses = spec.Texts("addresses"),
        Ports = spec.List("ports", PortReader.Read),
        Location = spec.Enum("location", NetworkingEnums.Location),
        Resolution = spec.Enum("resolution", NetworkingEnums.Resolution),
        Endpoints = spec.List("endpoints", WorkloadEntryReader.Spec),
        WorkloadSelector = SelectorReader.Read(spec, "workloadSelector", "labels"),
        ExportTo = spec.Texts("exportTo"),
        SubjectAltNames = spec.Texts("subjectAltNames"),
    };
}
