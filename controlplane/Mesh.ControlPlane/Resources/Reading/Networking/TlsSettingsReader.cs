using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary>TLS of the calling and of the listening side.</summary>
static class TlsSettingsReader
{
    public static ClientTlsSettings Client(FieldReader tls) => new()
    {
        Mode = tls.Enum("mode", NetworkingEnums.ClientTls),
        ClientCertificate = tls.Text("clientCertificate"),
        PrivateKey = tls.Text("privateKey"),
        CaCertificates = tls.Text("caCertificates"),
        CaCrl = tls.Text("caCrl"),
        CredentialName = tls.Text("credentialName"),
        SubjectAltNames = tls.Texts("subjectAltNames"),
        Sni = tls.Text("sni"),
        InsecureSkipVerify = tls.OptionalBoolean("insecureSkipVerify"),
    };

    public static ServerTlsSettings Server(FieldReader tls) => new()
    {
        HttpsRedirect = tls.Boolean("httpsRedirect"),
        Mode = tls.Enum("mode", NetworkingEnums.ServerTls),
        ServerCertificate = tls.Text("serverCertificate"),
        PrivateKey = tls.Text("privateKey"),
        CaCertificates = tls.Text("caCertificates"),
        CaCrl = tls.Text("caCrl"),
        CredentialName = tls.Text("credentialName"),
        CredentialNames = tls.Texts("credentialNames"),
        CaCertCredentialName = tls.Text("caCertCredentialName"),
        TlsCertificates = tls.List("tlsCertificates", Certificate),
        SubjectAltNames = tls.Texts("subjectAltNames"),
        VerifyCertificateSpki = tls.Texts("verifyCertificateSpki"),
        VerifyCertificateHash = tls.Texts("verifyCertificateHash"),
        MinProtocolVersion = tls.Enum("minProtocolVersion", NetworkingEnums.TlsVersion),
        MaxProtocolVersion = tls.Enum("maxProtocolVersion", NetworkingEnums.TlsVersion),
        CipherSuites = tls.Texts("cipherSuites"),
        EcdhCurves = tls.Texts("ecdhCurves"),
        InsecureSkipVerify = tls.OptionalBoolean("insecureSkipVerify"),
    };

    static TlsCertificate Certificate(FieldReader certificate) =>
        new(certificate.Text("serverCertificate"), certificate.Text("privateKey"), certificate.Text("caCertificates"));
}
