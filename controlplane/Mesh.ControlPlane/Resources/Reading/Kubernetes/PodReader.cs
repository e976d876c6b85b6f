using Mesh.ControlPlane.Resources.Kubernetes;

namespace Mesh.ControlPlane.Resources.Reading.Kubernetes;

/// <summary>Reads what a mesh needs of a Pod; the rest of its large schema is Kubernetes' business and accepted unread.</summary>
static class PodReader
{
    public static Resource Read(FieldReader root, ResourceMeta meta)
    {
        var pod = root.Object("spec", spec => Spec(spec, meta)) ?? new Pod { Meta = meta };
        return root.Object("status", status => Status(status, pod)) ?? pod;
    }

    static Pod Spec(FieldReader spec, ResourceMeta meta)
    {
        spec.IgnoreRest();
        return new Pod
        {
            Meta = meta,
            ServiceAccount = spec.Text("serviceAccountName") ?? spec.Text("serviceAccount") ?? "default",
            NodeName = spec.Text("nodeName"),
            HostNetwork = spec.Boolean("hostNetwork"),
            ContainerPorts = [.. spec.List("containers", Ports).SelectMany(ports => ports)],
        };
    }

    static IReadOnlyList<ContainerPort> Ports(FieldReader container)
    {
        container.IgnoreRest();
        return container.List("ports", Port);
    }

    static ContainerPort Port(FieldReader port)
    {
        port.IgnoreRest();
        return new ContainerPort(port.Text("name"), port.RequiredPort("containerPort"), port.Text("protocol") ?? "TCP");
    }

    static Pod Status(FieldReader status, Pod pod)
    {
        status.IgnoreRest();
        var all = status.List("podIPs", entry => entry.RequiredText("ip"));
        var single = status.Text("podIP");
        var conditions = status.List("conditions", Condition);
        return pod with
        {
            Ips = all.Count > 0 || single is null ? all : [single],
            Phase = status.Text("phase"),
            Ready = conditions.Count == 0 || conditions.Contains(("Ready", "True")),
        };
    }

    static (string? Type, string? Status) Condition(FieldReader condition)
    {
        condition.IgnoreRest();
        return (condition.Text("type"), condition.Text("status"));
    }
}
