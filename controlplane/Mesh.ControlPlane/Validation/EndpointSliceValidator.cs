using Mesh.ControlPlane.Resources.Kubernetes;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for an EndpointSlice.</summary>
static class EndpointSliceValidator
{
    public static void Validate(EndpointSlice slice, Findings findings)
    {
        findings.Require(
            slice.AddressType is "IPv4" or "IPv6" or "FQDN", "addressType", $"must be IPv4, IPv6 or FQDN, is \"{slice.AddressType}\"");
        if (slice.ServiceName is null)
        {
            findings.Warning("metadata.labels", $"has no {EndpointSlice.ServiceNameLabel} label, the slice belongs to no service");
        }

        for (var i = 0; i < slice.Endpoints.Count; i++)
        {
            var addresses = slice.Endpoints[i].Addresses;
            findings.Require(addresses.Count > 0, $"endpoints[{i}].addresses", "must have at least one address");
            for (var j = 0; j < addresses.Count; j++)
            {
                var problem = slice.AddressType == "FQDN" ? HostSyntax.Fqdn(addresses[j]) : AddressSyntax.Ip(addresses[j]);
                findings.Check($"endpoints[{i}].addresses[{j}]", problem);
            }
        }
    }
}
