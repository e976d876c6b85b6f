using System.Buffers.Binary;
using System.Net;

namespace Mesh.Transport;

/// <summary>An IP address and port as a value. IPv4 addresses mapped into IPv6 are IPv4 here.</summary>
public readonly struct SocketAddressValue : IEquatable<SocketAddressValue>
{
    private readonly UInt128 address;
    private readonly uint scope;
    private readonly ushort port;
    private readonly byte length;

    /// <param name="address">4 or 16 bytes in network order.</param>
    /// <param name="port">In host order.</param>
    /// <param name="scope">Zone of a link-local IPv6 address, or 0.</param>
    public SocketAddressValue(ReadOnlySpan<byte> address, int port, uint scope = 0)
    {
        this.port = (ushort)port;
        if (address.Length == 16)
        {
            this.address = BinaryPrimitives.ReadUInt128BigEndian(address);
            this.scope = scope;
            length = 16;
            if (this.address >> 32 == 0xFFFF)
            {
                this.address = (uint)this.address;
                length = 4;
                this.scope = 0;
            }
        }
        else
        {
            this.address = BinaryPrimitives.ReadUInt32BigEndian(address);
            length = 4;
        }
    }

    /// <summary>True if there is no IP address: a Unix socket's peer.</summary>
    public bool IsEmpty => length == 0;

    /// <summary>4, 16, or 0 if empty.</summary>
    public int AddressLength => length;

    public int Port => port;

    public static SocketAddressValue From(EndPoint? endPoint)
    {
        Span<byte> bytes = stackalloc byte[16];
        return endPoint is IPEndPoint ip && ip.Address.TryWriteBytes(bytes, out int length)
            ? new SocketAddressValue(bytes[..length], ip.Port, length == 16 ? (uint)ip.Address.ScopeId : 0)
            : default;
    }

    /// <summary>Writes the address in network order; returns <see cref="AddressLength"/>.</summary>
    public int CopyAddress(Span<byte> destination)
    {
        if (length == 16)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination, address);
        }
        else if (length == 4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)address);
        }

        return length;
    }

    /// <summary>A new end point, or null if empty.</summary>
    public IPEndPoint? ToEndPoint()
    {
        if (IsEmpty)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        int length = CopyAddress(bytes);
        IPAddress address = scope != 0 ? new IPAddress(bytes[..length], scope) : new IPAddress(bytes[..length]);
        return new IPEndPoint(address, port);
    }

    public bool Equals(SocketAddressValue other) =>
        address == other.address && port == other.port && length == other.length && scope == other.scope;

    public override bool Equals(object? obj) => obj is SocketAddressValue other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(address, port, length);

    public override string ToString() => ToEndPoint()?.ToString() ?? "";

    public static bool operator ==(SocketAddressValue left, SocketAddressValue right) => left.Equals(right);

    public static bool operator !=(SocketAddressValue left, SocketAddressValue right) => !left.Equals(right);
}
