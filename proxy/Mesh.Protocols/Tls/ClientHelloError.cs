namespace Mesh.Protocols.Tls;

/// <summary>Why a ClientHello is refused.</summary>
public enum ClientHelloError : byte
{
    None,

    /// <summary>Another record type between the records of the hello (RFC 8446 section 5.1).</summary>
    InterleavedRecord,

    /// <summary>A later record whose major version is not 3.</summary>
    RecordVersion,

    /// <summary>A handshake record without content: many of them would keep a reader busy for nothing (RFC 8446 section 5.1).</summary>
    EmptyRecord,

    /// <summary>A record longer than 2^14 bytes.</summary>
    RecordOverflow,

    /// <summary>The hello with its record headers is longer than <see cref="ClientHelloPeek.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>A length that points beyond what contains it, a list that may not be empty, bytes behind the end.</summary>
    Structure,

    /// <summary>legacy_version whose major version is not 3.</summary>
    Version,

    /// <summary>
    /// server_name, ALPN, supported_versions or encrypted_client_hello twice: the server may take the other one (RFC 8446 section 4.2).
    /// </summary>
    DuplicateExtension,

    /// <summary>Two names in server_name: the server may take the other one (RFC 6066 section 3).</summary>
    SeveralServerNames,

    /// <summary>A name type other than host_name, which nobody can delimit (RFC 6066 section 3).</summary>
    ServerNameType,

    /// <summary>No host name: too long, an empty or too long label (a dot at the end makes one), a byte that no host name has.</summary>
    ServerName,
}
