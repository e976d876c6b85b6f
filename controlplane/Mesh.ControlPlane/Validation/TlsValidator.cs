using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for TLS settings.</summary>
static class TlsValidator
{
    public static void Client(Findings findings, string at, ClientTlsSettings? tls)
    {
        if (tls is null)
        {
            return;
        }

        var files = tls is not { ClientCertificate: null, PrivateKey: null, CaCertificates: null, CaCrl: null };
        var byName = tls is { CredentialName: not null, Mode: ClientTlsMode.Simple or ClientTlsMode.Mutual };
        findings.Require(!byName || !files, $"{at}.credentialName", "cannot be set together with certificate, key, CA or CRL files");
        findings.Require(
            tls.InsecureSkipVerify != true || tls is { CaCertificates: null, SubjectAltNames.Count: 0 }, $"{at}.insecureSkipVerify",
            "must not be true together with caCertificates or subjectAltNames, they would not be verified");
        if (tls.Mode == ClientTlsMode.Mutual && !byName)
        {
            findings.Require(tls.ClientCertificate is not null, $"{at}.clientCertificate", "is required for mode MUTUAL");
            findings.Require(tls.PrivateKey is not null, $"{at}.privateKey", "is required for mode MUTUAL");
        }
    }

    public static void Server(Findings findings, string at, ServerTlsSettings? tls)
    {
        if (tls is null)
        {
            return;
        }

        if (tls.Mode == ServerTlsMode.IstioMutual)
        {
            findings.Require(
                tls is { ServerCertificate: null, PrivateKey: null, CaCertificates: null, CredentialName: null } && SourceCount(tls) == 0,
                at, "must not name certificates in mode ISTIO_MUTUAL, the mesh provides them");
            return;
        }

        findings.Require(
            SourceCount(tls) <= 1, at,
            "must have only one of credentialName, credentialNames, tlsCertificates, serverCertificate with privateKey");
        findings.Require(
            tls.CaCrl is null || tls is { CredentialName: null, Mode: not ServerTlsMode.Simple }, $"{at}.caCrl",
            "cannot be used with credentialName or mode SIMPLE");
        if (tls.Mode is ServerTlsMode.Simple or ServerTlsMode.Mutual or ServerTlsMode.OptionalMutual
            && tls is { CredentialName: null, CredentialNames.Count: 0 })
        {
            Files(findings, at, tls);
        }
    }

    static void Files(Findings findings, string at, ServerTlsSettings tls)
    {
        findings.Require(
            tls.Mode == ServerTlsMode.Simple || tls.CaCertificates is not null, $"{at}.caCertificates", "is required to verify clients");
        if (tls.TlsCertificates.Count == 0)
        {
            findings.Require(tls.ServerCertificate is not null, $"{at}.serverCertificate", "is required without a credentialName");
            findings.Require(tls.PrivateKey is not null, $"{at}.privateKey", "is required without a credentialName");
        }

        for (var i = 0; i < tls.TlsCertificates.Count; i++)
        {
            var certificate = tls.TlsCertificates[i];
            findings.Require(certificate.ServerCertificate is not null, $"{at}.tlsCertificates[{i}].serverCertificate", "is required");
            findings.Require(certificate.PrivateKey is not null, $"{at}.tlsCertificates[{i}].privateKey", "is required");
        }
    }

    static int SourceCount(ServerTlsSettings tls) =>
        (tls.CredentialName is null ? 0 : 1) + Math.Min(tls.CredentialNames.Count, 1) + Math.Min(tls.TlsCertificates.Count, 1)
        + (tls is { ServerCertificate: not null, PrivateKey: not null } ? 1 : 0);
}
