using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Istio's rules for a WorkloadEntry and for everything of its shape.</summary>
static class WorkloadEntryValidator
{
    public static void Validate(WorkloadEntry entry, Findings findings) => Spec(findings, "spec", entry.Spec, namesAllowed: true);

    /// <param name="findings">Takes the problems.</param>
    /// <param name="at">Path of the endpoint.</param>
    /// <param name="spec">The endpoint.</param>
    /// <param name="namesAllowed">Whether the address may be a DNS name.</param>
    public static void Spec(Findings findings, string at, WorkloadEntrySpec spec, bool namesAllowed)
    {
        findings.Require(spec.Address.Length > 0 || spec.Network is not null, $"{at}.address", "is required (or network)");
        if (spec.Address.StartsWith(AddressSyntax.UnixPrefix, StringComparison.Ordinal))
        {
            findings.Check($"{at}.address", AddressSyntax.UnixPath(spec.Address[AddressSyntax.UnixPrefix.Length..]));
            findings.Require(spec.Ports.Count == 0, $"{at}.ports", "must be empty on a unix socket");
        }
        else if (spec.Address.Length > 0 && !AddressSyntax.IsIp(spec.Address))
        {
            findings.Check($"{at}.address", namesAllowed ? HostSyntax.Fqdn(spec.Address) : AddressSyntax.Ip(spec.Address));
        }

        Template(findings, at, spec);
    }

    /// <summary>What holds without an address too.</summary>
    public static void Template(Findings findings, string at, WorkloadEntrySpec spec)
    {
        foreach (var (name, port) in spec.Ports)
        {
            findings.Check($"{at}.ports[{name}]", NameSyntax.IsLabel(name) ? null : "must have a DNS label as port name");
            findings.Require(port > 0, $"{at}.ports[{name}]", "must be between 1 and 65535, is 0");
        }

        LabelSyntax.Validate(findings, $"{at}.labels", spec.Labels);
    }
}
