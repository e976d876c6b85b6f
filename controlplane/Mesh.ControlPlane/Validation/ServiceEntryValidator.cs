using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Istio's rules for a ServiceEntry on its own.</summary>
static class ServiceEntryValidator
{
    const int MaxHosts = 256;

    public static void Validate(ServiceEntry entry, Findings findings)
    {
        Hosts(entry, findings);
        Addresses(entry, findings);
        Ports(entry, findings);
        ExportToRules.Validate(findings, entry.Meta.Namespace, entry.ExportTo, noneAllowed: true);
        if (entry.WorkloadSelector is { } selector)
        {
            LabelSyntax.ValidateSelector(findings, "spec.workloadSelector.labels", selector.Labels);
            findings.Require(entry.Endpoints.Count == 0, "spec.endpoints", "cannot be set together with workloadSelector");
            if (selector.Labels.Count == 0)
            {
                findings.Warning("spec.workloadSelector", "has no labels and selects every workload of the namespace");
            }
        }

        ResolutionRules.Validate(entry, findings);
    }

    static void Hosts(ServiceEntry entry, Findings findings)
    {
        findings.Require(
            entry.Hosts.Count is > 0 and <= MaxHosts, "spec.hosts", $"must have 1 to {MaxHosts} hosts, has {entry.Hosts.Count}");
        for (var i = 0; i < entry.Hosts.Count; i++)
        {
            var host = entry.Hosts[i];
            findings.Check($"spec.hosts[{i}]", host == "*" ? "must not be *, name a domain" : HostSyntax.WildcardDomain(host));
            if (entry.Resolution != ServiceEntryResolution.DynamicDns && HostSyntax.NoPartialWildcard(host) is { } partial)
            {
                findings.Warning($"spec.hosts[{i}]", partial);
            }
        }
    }

    static void Addresses(ServiceEntry entry, Findings findings)
    {
        for (var i = 0; i < entry.Addresses.Count; i++)
        {
            findings.Check($"spec.addresses[{i}]", AddressSyntax.Subnet(entry.Addresses[i]));
            findings.Require(
                !entry.Addresses[i].Contains('/') || entry.Resolution is ServiceEntryResolution.None or ServiceEntryResolution.Static,
                $"spec.addresses[{i}]", "must not be a CIDR block with DNS resolution, only with NONE and STATIC");
        }
    }

    static void Ports(ServiceEntry entry, Findings findings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<int>();
        for (var i = 0; i < entry.Ports.Count; i++)
        {
            var (port, at) = (entry.Ports[i], $"spec.ports[{i}]");
            findings.Require(port.Number > 0, $"{at}.number", "is required, between 1 and 65535");
            findings.Require(numbers.Add(port.Number), $"{at}.number", $"must be unique, {port.Number} is there already");
            findings.Check($"{at}.name", port.Name.Length == 0 ? "is required" : NameSyntax.AnyCaseLabel(port.Name));
            findings.Require(names.Add(port.Name), $"{at}.name", $"must be unique, \"{port.Name}\" is there already");
            findings.Check($"{at}.protocol", ProtocolNames.Known(port.Protocol));
        }

        findings.Require(
            entry.Hosts.Count < 2 || entry.Resolution == ServiceEntryResolution.None
                || entry.Ports.All(port => ProtocolNames.IsHttp(port.Protocol) || ProtocolNames.IsTls(port.Protocol)),
            "spec.hosts", "must be a single host when a port is neither HTTP nor TLS, connections could not be told apart");
    }
}
