namespace Mesh.Protocols.ProxyProtocol;

/// <summary>Why a PROXY protocol header is refused.</summary>
public enum ProxyHeaderError : byte
{
    None,

    /// <summary>Version 1: no CRLF within 107 bytes, or CR and LF apart.</summary>
    Line,

    /// <summary>Version 1: neither TCP4, TCP6 nor UNKNOWN, or not exactly one space between the parts.</summary>
    Protocol,

    /// <summary>Version 1: no address of the announced family as text.</summary>
    Address,

    /// <summary>Version 1: no decimal number up to 65535, or one with leading zeros.</summary>
    Port,

    /// <summary>Version 2: the signature is followed by another version.</summary>
    Version,

    /// <summary>Version 2: a command other than LOCAL and PROXY.</summary>
    Command,

    /// <summary>Version 2: an address family or transport that is not assigned.</summary>
    Family,

    /// <summary>Version 2: less than the addresses of the family need.</summary>
    TooShort,

    /// <summary>Version 2: longer than <see cref="ProxyHeaderReader.MaxBytes"/>.</summary>
    TooLong,

    /// <summary>Version 2: a TLV that ends beyond the header, or a checksum that is not four bytes or comes twice.</summary>
    Tlv,

    /// <summary>Version 2: the CRC32c that the header carries is not its own.</summary>
    Checksum,
}
