namespace Mesh.ControlPlane.Resources.Networking;

public sealed record TlsCertificate(string? ServerCertificate, string? PrivateKey, string? CaCertificates);
