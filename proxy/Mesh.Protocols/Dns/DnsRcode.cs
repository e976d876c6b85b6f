namespace Mesh.Protocols.Dns;

/// <summary>RFC 1035 section 4.1.1, as far as they differ to us.</summary>
enum DnsRcode : byte
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
}
