using System.IO.Pipelines;
using System.Net;
using Mesh.Contract;
using Mesh.Protocols.ProxyProtocol;
using Mesh.Proxy.Serving;
using Mesh.Transport;

namespace Mesh.Proxy.Upstream;

/// <summary>The PROXY protocol header that tells an endpoint who calls (4.32): the first bytes of each connection made for that client, and of no other's.</summary>
sealed class ProxyPrologue(ProxyProtocol version, IPEndPoint? source, IPEndPoint? target)
{
    public static ProxyPrologue Of(ProxyProtocol version, TransportConnection client, Arrival arrival) => new(
        version,
        client.RemoteEndPoint as IPEndPoint,
        arrival.Destination.Address.Equals(IPAddress.Any) ? client.LocalEndPoint as IPEndPoint : arrival.Destination);

    /// <summary>Sent with the next flush.</summary>
    public void Write(PipeWriter output)
    {
        var span = output.GetSpan(ProxyHeaderWriter.MaxBytes);
        var (from, to) = (EndpointOf(source), EndpointOf(target));
        output.Advance(version == ProxyProtocol.V2 ? ProxyHeaderWriter.WriteV2(span, from, to) : ProxyHeaderWriter.WriteV1(span, from, to));
    }

    /// <summary>The default, of no length, for a client without an address: a Unix socket's.</summary>
    static ProxyEndpoint EndpointOf(IPEndPoint? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[ProxyEndpoint.MaxAddressLength];
        var plain = address.Address.IsIPv4MappedToIPv6 ? address.Address.MapToIPv4() : address.Address;
        plain.TryWriteBytes(bytes, out var length);
        return new ProxyEndpoint(bytes[..length], (ushort)address.Port);
    }
}
