using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Istio's rules for a VirtualService on its own.</summary>
static class VirtualServiceValidator
{
    const string Mesh = "mesh";

    public static void Validate(VirtualService service, Findings findings)
    {
        var bound = service.Gateways.Any(gateway => gateway != Mesh);
        var index = new HostIndex(service.Hosts);
        Hosts(service, index, bound, findings);
        GatewayNames(findings, "spec.gateways", service.Gateways);
        ExportToRules.Validate(findings, service.Meta.Namespace, service.ExportTo, noneAllowed: false);
        findings.Require(
            service.Http.Count + service.Tls.Count + service.Tcp.Count > 0, "spec", "must have at least one of http, tls, tcp");
        for (var i = 0; i < service.Http.Count; i++)
        {
            HttpRouteValidator.Validate(findings, $"spec.http[{i}]", service.Http[i], isDelegate: service.Hosts.Count == 0, bound);
        }

        var named = Listing.Some(service.Hosts);
        for (var i = 0; i < service.Tls.Count; i++)
        {
            L4RouteValidator.Tls(findings, $"spec.tls[{i}]", service.Tls[i], index, named);
        }

        for (var i = 0; i < service.Tcp.Count; i++)
        {
            L4RouteValidator.Tcp(findings, $"spec.tcp[{i}]", service.Tcp[i]);
        }

        UnreachableRoutes.Warn(findings, service);
    }

    /// <summary><c>mesh</c>, <c>name</c>, <c>ns/name</c> or the legacy <c>name.ns.svc...</c>.</summary>
    public static void GatewayNames(Findings findings, string field, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            findings.Check($"{field}[{i}]", GatewayName(names[i]));
        }
    }

    static string? GatewayName(string name)
    {
        var slash = name.IndexOf('/');
        return slash < 0 ? HostSyntax.Fqdn(name)
            : NameSyntax.IsLabel(name.AsSpan(0, slash)) && NameSyntax.IsLabel(name.AsSpan(slash + 1)) ? null
            : $"must be mesh, a gateway's name or namespace/name, is \"{name}\"";
    }

    static void Hosts(VirtualService service, HostIndex index, bool bound, Findings findings)
    {
        if (service.Hosts.Count == 0)
        {
            Delegate(service, findings);
        }

        var overlaps = index.Overlaps();
        for (var i = 0; i < service.Hosts.Count; i++)
        {
            var (at, host) = ($"spec.hosts[{i}]", service.Hosts[i]);
            findings.Check(at, AddressSyntax.IsIp(host) ? null : HostSyntax.WildcardDomain(host));
            findings.Require(
                bound || host != "*", at, "must not be * for sidecars, only a VirtualService bound to gateways may match all hosts");
            if (overlaps[i] >= 0)
            {
                findings.Error(
                    at, $"must not overlap with another host of the same resource, \"{host}\" and \"{service.Hosts[overlaps[i]]}\" do");
            }
        }
    }

    static void Delegate(VirtualService service, Findings findings)
    {
        const string Rule = "must be empty in a delegate (a VirtualService without hosts)";
        findings.Require(service.Gateways.Count == 0, "spec.gateways", Rule);
        findings.Require(service.Tls.Count == 0, "spec.tls", Rule);
        findings.Require(service.Tcp.Count == 0, "spec.tcp", Rule);
    }
}
