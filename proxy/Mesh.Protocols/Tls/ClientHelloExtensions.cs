namespace Mesh.Protocols.Tls;

/// <summary>Collects the extensions that routing needs.</summary>
ref struct ClientHelloExtensions
{
    const ushort ServerNameType = 0;
    const ushort ProtocolsType = 16;
    const ushort VersionsType = 43;

    /// <summary>encrypted_client_hello.</summary>
    const ushort EncryptedHelloType = 0xFE0D;

    Seen seen;
    ReadOnlySpan<byte> serverName;
    ReadOnlySpan<byte> protocols;
    bool isOuter;

    public ReadOnlySpan<byte> Versions { private get; set; }

    public readonly ClientHello ToHello() => new()
    {
        ServerName = serverName,
        Protocols = new TlsProtocolNames(protocols),
        Versions = new TlsVersions(Versions),
        HasEncryptedClientHello = isOuter,
    };

    public ClientHelloError Add(ushort type, ReadOnlySpan<byte> extension)
    {
        var kind = KindOf(type);
        if ((seen & kind) != 0)
        {
            return ClientHelloError.DuplicateExtension;
        }

        seen |= kind;
        return kind switch
        {
            Seen.ServerName => TlsServerName.Parse(extension, out serverName),
            Seen.Protocols => AddProtocols(extension),
            Seen.Versions => AddVersions(extension),
            Seen.EncryptedHello => AddEncryptedHello(extension),
            Seen.None => ClientHelloError.None,
        };
    }

    static Seen KindOf(ushort type) => type switch
    {
        ServerNameType => Seen.ServerName,
        ProtocolsType => Seen.Protocols,
        VersionsType => Seen.Versions,
        EncryptedHelloType => Seen.EncryptedHello,
        _ => Seen.None,
    };

    ClientHelloError AddProtocols(ReadOnlySpan<byte> extension)
    {
        var reader = new TlsReader(extension);
        return reader.TryReadVector16(out protocols) && reader.IsAtEnd && TlsProtocolNames.AreValid(protocols)
            ? ClientHelloError.None
            : ClientHelloError.Structure;
    }

    ClientHelloError AddVersions(ReadOnlySpan<byte> extension)
    {
        var reader = new TlsReader(extension);
        if (!reader.TryReadVector8(out var versions) || !reader.IsAtEnd || versions.IsEmpty || versions.Length % sizeof(ushort) != 0)
        {
            return ClientHelloError.Structure;
        }

        Versions = versions;
        return ClientHelloError.None;
    }

    ClientHelloError AddEncryptedHello(ReadOnlySpan<byte> extension)
    {
        const byte outer = 0;
        isOuter = !extension.IsEmpty && extension[0] == outer;
        return extension.IsEmpty ? ClientHelloError.Structure : ClientHelloError.None;
    }

    [Flags]
    enum Seen : byte
    {
        None = 0,
        ServerName = 1,
        Protocols = 2,
        Versions = 4,
        EncryptedHello = 8,
    }
}
