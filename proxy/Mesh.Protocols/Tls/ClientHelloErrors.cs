namespace Mesh.Protocols.Tls;

/// <summary>The one table from a refusal to the alert that tells the client.</summary>
public static class ClientHelloErrors
{
    /// <exception cref="ArgumentOutOfRangeException">None: there is nothing to tell.</exception>
    public static TlsAlert AlertOf(ClientHelloError error) => error switch
    {
        ClientHelloError.InterleavedRecord or ClientHelloError.EmptyRecord => TlsAlert.UnexpectedMessage,
        ClientHelloError.RecordVersion or ClientHelloError.Version => TlsAlert.ProtocolVersion,
        ClientHelloError.RecordOverflow => TlsAlert.RecordOverflow,
        ClientHelloError.Structure or ClientHelloError.ServerNameType => TlsAlert.DecodeError,
        ClientHelloError.TooLarge or ClientHelloError.DuplicateExtension or ClientHelloError.SeveralServerNames
            or ClientHelloError.ServerName => TlsAlert.IllegalParameter,
        ClientHelloError.None => throw new ArgumentOutOfRangeException(nameof(error)),
    };
}
