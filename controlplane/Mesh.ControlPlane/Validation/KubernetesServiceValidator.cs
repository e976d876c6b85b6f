using Mesh.ControlPlane.Resources.Kubernetes;

namespace Mesh.ControlPlane.Validation;

/// <summary>The rules of the Kubernetes API server that a mesh depends on.</summary>
static class KubernetesServiceValidator
{
    static readonly string[] Types = ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"];

    public static void Validate(KubernetesService service, Findings findings)
    {
        findings.Require(
            Types.Contains(service.Type), "spec.type", $"must be one of {string.Join(", ", Types)}, is \"{service.Type}\"");
        findings.Require(
            service.Type != "ExternalName" || service.ExternalName is not null, "spec.externalName", "is required for type ExternalName");
        findings.Check("spec.externalName", service.ExternalName is { } name && !AddressSyntax.IsIp(name) ? HostSyntax.Fqdn(name) : null);
        for (var i = 0; i < service.ClusterIps.Count; i++)
        {
            findings.Check(
                service.ClusterIps.Count == 1 ? "spec.clusterIP" : $"spec.clusterIPs[{i}]", AddressSyntax.Ip(service.ClusterIps[i]));
        }

        findings.Require(
            service.Ports.Count > 0 || service.Headless || service.Type == "ExternalName", "spec.ports", "must have at least one port");
        LabelSyntax.Validate(findings, "spec.selector", service.Selector);
        Ports(findings, service.Ports);
    }

    static void Ports(Findings findings, IReadOnlyList<ServicePort> ports)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<(int, string)>();
        for (var i = 0; i < ports.Count; i++)
        {
            var (port, at) = (ports[i], $"spec.ports[{i}]");
            findings.Require(port.Port > 0, $"{at}.port", "must be between 1 and 65535, is 0");
            findings.Require(
                numbers.Add((port.Port, port.Protocol)), $"{at}.port", $"must be unique, {port.Port}/{port.Protocol} is there already");
            findings.Require(
                port.Protocol is "TCP" or "UDP" or "SCTP", $"{at}.protocol", $"must be TCP, UDP or SCTP, is \"{port.Protocol}\"");
            findings.Check($"{at}.name", port.Name.Length > 0 ? NameSyntax.Label(port.Name) : null);
            findings.Require(port.Name.Length > 0 || ports.Count == 1, $"{at}.name", "is required when there are several ports");
            findings.Require(
                names.Add(port.Name) || port.Name.Length == 0, $"{at}.name", $"must be unique, \"{port.Name}\" is there already");
        }
    }
}
