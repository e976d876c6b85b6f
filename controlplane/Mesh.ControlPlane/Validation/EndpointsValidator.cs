using Mesh.ControlPlane.Resources.Kubernetes;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for Endpoints.</summary>
static class EndpointsValidator
{
    public static void Validate(KubernetesEndpoints endpoints, Findings findings)
    {
        for (var i = 0; i < endpoints.Subsets.Count; i++)
        {
            Addresses(findings, $"subsets[{i}].addresses", endpoints.Subsets[i].Addresses);
            Addresses(findings, $"subsets[{i}].notReadyAddresses", endpoints.Subsets[i].NotReadyAddresses);
            for (var j = 0; j < endpoints.Subsets[i].Ports.Count; j++)
            {
                findings.Require(endpoints.Subsets[i].Ports[j].Port is not null, $"subsets[{i}].ports[{j}].port", "is required");
            }
        }
    }

    static void Addresses(Findings findings, string field, IReadOnlyList<EndpointAddress> addresses)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            findings.Check($"{field}[{i}].ip", AddressSyntax.Ip(addresses[i].Ip));
        }
    }
}
