using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

static class WorkloadEntryReader
{
    public static Resource Read(FieldReader root, ResourceMeta meta)
    {
        root.Ignore("status");
        if (!root.Has("spec"))
        {
            root.Missing("spec");
        }

        var spec = root.Object("spec", Spec) ?? new WorkloadEntrySpec();
        return new WorkloadEntry { Meta = meta, Spec = spec, WorkloadLabels = Overlay(meta.Labels, spec.Labels) };
    }

    public static WorkloadEntrySpec Spec(FieldReader spec) => new()
    {
        Address = spec.Text("address") ?? "",
        Ports = spec.Map<int>("ports", Values.Port),
        Labels = spec.TextMap("labels"),
        Network = spec.Text("network"),
        Locality = spec.Text("locality"),
        Weight = spec.UInt32("weight") ?? 0,
        ServiceAccount = spec.Text("serviceAccount"),
    };

    static Dictionary<string, string> Overlay(IReadOnlyDictionary<string, string> under, IReadOnlyDictionary<string, string> over)
    {
        var labels = new Dictionary<string, string>(under, StringComparer.Ordinal);
        foreach (var (key, value) in over)
        {
            labels[key] = value;
        }

        return labels;
    }
}
