namespace Mesh.Proxy.Admin.Pages;

/// <summary>/certs: the proxy holds no certificates yet, and says so in Envoy's form.</summary>
static class CertificatesPage
{
    public static AdminPage Page() => new("/certs", "certificates in use, as JSON", _ => JsonBody.Of(writer =>
    {
        writer.WriteStartArray("certificates");
        writer.WriteEndArray();
    }));
}
