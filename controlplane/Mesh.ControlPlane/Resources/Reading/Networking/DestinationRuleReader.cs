using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

static class DestinationRuleReader
{
    public static Resource Read(FieldReader root, ResourceMeta meta)
    {
        root.Ignore("status");
        if (!root.Has("spec"))
        {
            root.Missing("spec");
        }

        return root.Object("spec", spec => Spec(spec, meta)) ?? new DestinationRule { Meta = meta, Host = "" };
    }

    static DestinationRule Spec(FieldReader spec, ResourceMeta meta) => new()
    {
        Meta = meta,
        Host = spec.RequiredText("host"),
        TrafficPolicy = spec.Object("trafficPolicy", TrafficPolicyReader.Read),
        Subsets = spec.List("subsets", Subset),
        ExportTo = spec.Texts("exportTo"),
        WorkloadSelector = SelectorReader.Read(spec, "workloadSelector", "matchLabels"),
    };

    static Subset Subset(FieldReader subset) => new()
    {
        Name = subset.RequiredText("name"),
        Labels = subset.TextMap("labels"),
        TrafficPolicy = subset.Object("trafficPolicy", TrafficPolicyReader.Read),
    };
}
