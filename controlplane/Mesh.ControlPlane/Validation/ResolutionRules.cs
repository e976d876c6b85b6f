using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>What each <c>resolution</c> of a ServiceEntry asks of hosts and endpoints.</summary>
static class ResolutionRules
{
    public static void Validate(ServiceEntry entry, Findings findings)
    {
        switch (entry.Resolution)
        {
            case ServiceEntryResolution.None:
                findings.Require(
                    entry.Endpoints.Count == 0, "spec.endpoints", "must be empty with resolution NONE, the dialled address is used");
                break;
            case ServiceEntryResolution.Static:
                Endpoints(entry, findings, namesAllowed: false);
                break;
            case ServiceEntryResolution.Dns or ServiceEntryResolution.DnsRoundRobin:
                Dns(entry, findings);
                break;
            default:
                DynamicDns(entry, findings);
                break;
        }
    }

    static void Endpoints(ServiceEntry entry, Findings findings, bool namesAllowed)
    {
        var names = entry.Ports.Select(port => port.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < entry.Endpoints.Count; i++)
        {
            var at = $"spec.endpoints[{i}]";
            WorkloadEntryValidator.Spec(findings, at, entry.Endpoints[i], namesAllowed);
            foreach (var name in entry.Endpoints[i].Ports.Keys)
            {
                if (!names.Contains(name))
                {
                    findings.Error($"{at}.ports[{name}]", $"must be the name of a port in spec.ports ({Listing.Some(entry.Ports.Select(port => port.Name))})");
                }
            }
        }
    }

    static void Dns(ServiceEntry entry, Findings findings)
    {
        Endpoints(entry, findings, namesAllowed: true);
        for (var i = 0; i < entry.Endpoints.Count; i++)
        {
            findings.Require(
                !entry.Endpoints[i].Address.StartsWith(AddressSyntax.UnixPrefix, StringComparison.Ordinal), $"spec.endpoints[{i}].address",
                "must not be a unix socket with DNS resolution");
        }

        findings.Require(
            entry.Resolution == ServiceEntryResolution.Dns || entry.Endpoints.Count <= 1, "spec.endpoints",
            $"must be at most one with resolution DNS_ROUND_ROBIN, are {entry.Endpoints.Count}");
        if (entry.Endpoints.Count > 0 || entry.WorkloadSelector is not null)
        {
            return;
        }

        for (var i = 0; i < entry.Hosts.Count; i++)
        {
            findings.Require(
                !entry.Hosts[i].Contains('*'), $"spec.hosts[{i}]", "must not have a wildcard with DNS resolution, it cannot be looked up");
        }
    }

    static void DynamicDns(ServiceEntry entry, Findings findings)
    {
        for (var i = 0; i < entry.Hosts.Count; i++)
        {
            findings.Require(entry.Hosts[i].StartsWith('*'), $"spec.hosts[{i}]", "must have a wildcard with resolution DYNAMIC_DNS");
        }

        findings.Require(entry.Addresses.Count == 0, "spec.addresses", "must be empty with resolution DYNAMIC_DNS");
        findings.Require(entry.Endpoints.Count == 0, "spec.endpoints", "must be empty with resolution DYNAMIC_DNS");
        for (var i = 0; i < entry.Ports.Count; i++)
        {
            findings.Require(
                entry.Ports[i].Protocol.ToUpperInvariant() is "HTTP" or "HTTP2" or "GRPC" or "TLS", $"spec.ports[{i}].protocol",
                "must be HTTP, HTTP2, GRPC or TLS with resolution DYNAMIC_DNS");
        }
    }
}
