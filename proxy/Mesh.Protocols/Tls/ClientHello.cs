namespace Mesh.Protocols.Tls;

/// <summary>What a ClientHello says, as spans over the bytes it was read from: valid only as long as they are.</summary>
public readonly ref struct ClientHello
{
    /// <summary>As sent; empty if the client names no server. <see cref="TlsServerName.CopyLowerCase"/> is what to match.</summary>
    public ReadOnlySpan<byte> ServerName { get; internal init; }

    public TlsProtocolNames Protocols { get; internal init; }

    public TlsVersions Versions { get; internal init; }

    /// <summary>
    /// The hello is an outer one (encrypted_client_hello, type outer): <see cref="ServerName"/> is the public name of whoever can decrypt
    /// it, unless the extension is GREASE, which cannot be told apart.
    /// </summary>
    public bool HasEncryptedClientHello { get; internal init; }
}
