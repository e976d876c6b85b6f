namespace Mesh.Protocols.ProxyProtocol;

/// <summary>Registered types of TLVs in version 2; others may come.</summary>
public enum ProxyTlvType : byte
{
    Alpn = 0x01,
    Authority = 0x02,
    Crc32C = 0x03,
    NoOp = 0x04,
    UniqueId = 0x05,
    Ssl = 0x20,
    NetworkNamespace = 0x30,
}
