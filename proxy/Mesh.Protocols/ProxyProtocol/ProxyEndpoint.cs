using System.Buffers.Binary;
using System.Net;

namespace Mesh.Protocols.ProxyProtocol;

/// <summary>An IPv4 or IPv6 address and a port, as a value. The default is no endpoint.</summary>
public readonly record struct ProxyEndpoint
{
    public const int MaxAddressLength = 16;

    const int Ipv4Length = 4;

    /// <param name="address">4 or 16 bytes in network order.</param>
    /// <param name="port">In host order.</param>
    /// <exception cref="ArgumentException">Neither 4 nor 16 bytes: the caller's bug.</exception>
    public ProxyEndpoint(ReadOnlySpan<byte> address, ushort port)
    {
        Bits = address.Length switch
        {
            Ipv4Length => BinaryPrimitives.ReadUInt32BigEndian(address),
            MaxAddressLength => BinaryPrimitives.ReadUInt128BigEndian(address),
            _ => throw new ArgumentException("an address has 4 or 16 bytes", nameof(address)),
        };
        AddressLength = (byte)address.Length;
        Port = port;
    }

    /// <summary>4, 16, or 0 where there is no endpoint.</summary>
    public byte AddressLength { get; }

    public ushort Port { get; }

    public bool IsIpv6 => AddressLength == MaxAddressLength;

    UInt128 Bits { get; }

    /// <summary>IPv4 becomes ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), IPv6 stays.</summary>
    public ProxyEndpoint ToIpv6()
    {
        if (IsIpv6)
        {
            return this;
        }

        Span<byte> mapped = stackalloc byte[MaxAddressLength];
        mapped.Clear();
        mapped[10] = mapped[11] = 0xFF;
        WriteAddress(mapped[12..]);
        return new ProxyEndpoint(mapped, Port);
    }

    /// <summary>In network order.</summary>
    /// <returns>Bytes written: <see cref="AddressLength"/>.</returns>
    public int WriteAddress(Span<byte> destination)
    {
        if (IsIpv6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination, Bits);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)Bits);
        }

        return AddressLength;
    }

    /// <summary>Allocates: for once in a connection.</summary>
    public IPEndPoint ToIPEndPoint()
    {
        Span<byte> address = stackalloc byte[MaxAddressLength];
        return new IPEndPoint(new IPAddress(address[..WriteAddress(address)]), Port);
    }
}
