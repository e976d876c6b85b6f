using Mesh.ControlPlane.Resources.MeshWide;

namespace Mesh.ControlPlane.Validation;

/// <summary>Istio's rules for MeshConfig, as far as its fields are used.</summary>
static class MeshConfigValidator
{
    static readonly TimeSpan MaxConnectTimeout = TimeSpan.FromSeconds(30);

    /// <summary>More addresses than any chain of proxies has.</summary>
    const int MaxTrustedProxies = 100;

    public static void Validate(MeshConfig mesh, Findings findings)
    {
        DurationRule.AtLeastOneMillisecond(findings, "connectTimeout", mesh.ConnectTimeout);
        findings.Require(mesh.ConnectTimeout <= MaxConnectTimeout, "connectTimeout", "must be at most 30s");
        DurationRule.ZeroOrMore(findings, "protocolDetectionTimeout", mesh.ProtocolDetectionTimeout);
        DurationRule.AtLeastOneMillisecond(findings, "dnsRefreshRate", mesh.DnsRefreshRate);
        findings.Require(
            mesh.DefaultConfig.TrustedProxies <= MaxTrustedProxies, "defaultConfig.gatewayTopology.numTrustedProxies", $"must be at most {MaxTrustedProxies}");
        findings.Require(
            mesh.DefaultConfig.Headers.Server.All(c => c is >= ' ' and <= '~'), "defaultConfig.proxyHeaders.server.value", "must be printable ASCII");
        findings.Check("trustDomain", HostSyntax.Fqdn(mesh.TrustDomain));
        findings.Check("rootNamespace", NameSyntax.Label(mesh.RootNamespace));
        for (var i = 0; i < mesh.TrustDomainAliases.Count; i++)
        {
            findings.Check($"trustDomainAliases[{i}]", HostSyntax.Fqdn(mesh.TrustDomainAliases[i]));
        }

        ExportTo(findings, mesh, "defaultServiceExportTo", mesh.DefaultServiceExportTo);
        ExportTo(findings, mesh, "defaultVirtualServiceExportTo", mesh.DefaultVirtualServiceExportTo);
        ExportTo(findings, mesh, "defaultDestinationRuleExportTo", mesh.DefaultDestinationRuleExportTo);
    }

    static void ExportTo(Findings findings, MeshConfig mesh, string field, IReadOnlyList<string> exportTo) =>
        ExportToRules.Validate(findings, mesh.Meta.Namespace, exportTo, noneAllowed: true, field);
}
