using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Resources.Reading.Kubernetes;

/// <summary>Value shapes that only Kubernetes has.</summary>
static class KubernetesValues
{
    /// <summary>IntOrString.</summary>
    public static bool TargetPort(ReadContext context, YamlNode node, FieldPlace place, out TargetPort value)
    {
        value = default;
        if (node is YamlScalar { Plain: true } scalar && PlainScalar.TryInteger(scalar.Value, out _))
        {
            var good = Values.Port(context, node, place, out var number);
            value = new TargetPort(number, null);
            return good;
        }

        var named = Values.Text(context, node, place, out var name);
        value = new TargetPort(0, name);
        return named;
    }

    /// <summary><c>targetRef</c>: the Pod it names, or null when it names something else.</summary>
    public static PodReference? PodReference(FieldReader owner)
    {
        var reference = owner.Object("targetRef", target =>
        {
            target.IgnoreRest();
            var name = target.Text("kind") == "Pod" ? target.Text("name") : null;
            return new PodReference(target.Text("namespace"), name ?? "");
        });
        return reference is { Name.Length: > 0 } ? reference : null;
    }
}
