namespace Mesh.Protocols.Dns;

/// <summary>Record types that are asked for or followed (RFC 1035 section 3.2.2, RFC 3596, RFC 6891). The others are skipped.</summary>
public enum DnsRecordType : ushort
{
    A = 1,
    Cname = 5,
    Soa = 6,
    Aaaa = 28,
    Opt = 41,
}
