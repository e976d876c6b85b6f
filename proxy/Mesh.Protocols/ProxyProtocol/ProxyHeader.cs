namespace Mesh.Protocols.ProxyProtocol;

/// <summary>
/// What a PROXY protocol header says. <see cref="Tlvs"/> are spans over the bytes it was read from: valid only as long as they are.
/// </summary>
public readonly ref struct ProxyHeader
{
    /// <summary>1 or 2.</summary>
    public byte Version { get; internal init; }

    /// <summary>Bytes of the header: so many to take off the connection.</summary>
    public int Length { get; internal init; }

    /// <summary>
    /// False: LOCAL, UNKNOWN, an unspecified family, a Unix socket or datagrams; the connection's own addresses are the ones to use.
    /// </summary>
    public bool HasEndpoints => Source.AddressLength > 0;

    /// <summary>Who called the sender.</summary>
    public ProxyEndpoint Source { get; internal init; }

    /// <summary>What they called.</summary>
    public ProxyEndpoint Destination { get; internal init; }

    /// <summary>Version 2 with a specified family; else empty.</summary>
    public ProxyTlvs Tlvs { get; internal init; }
}
