using Mesh.ControlPlane.Resources.Kubernetes;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for the parts of a Pod that are read.</summary>
static class PodValidator
{
    public static void Validate(Pod pod, Findings findings)
    {
        LabelSyntax.Validate(findings, "metadata.labels", pod.Meta.Labels);
        for (var i = 0; i < pod.Ips.Count; i++)
        {
            findings.Check($"status.podIPs[{i}].ip", AddressSyntax.Ip(pod.Ips[i]));
        }
    }
}
