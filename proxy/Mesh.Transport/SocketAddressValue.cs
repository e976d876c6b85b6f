using System.Buffers.Binary;
using System.Net;

namespace Mesh.Transport;

/// <summary>An IP address and port as a value. IPv4 addresses mapped into IPv6 are IPv4 here.</summary>
public readonly struct SocketAddressValue : IEquatable<SocketAddressValue>
{
    private readonly UInt128 _address;
    private readonly uint _scope;
    private readonly ushort _port;
    private readonly byte _length;

    /// <param name="address">4 or 16 bytes in network order.</param>
    /// <param name="port">In host order.</param>
    /// <param name="scope">Zone of a link-local IPv6 address, or 0.</param>
    public SocketAddressValue(ReadOnlySpan<byte> address, int port, uint scope = 0)
    {
        _port = (ushort)port;
        if (address.Length == 16)
        {
            _address = BinaryPrimitives.ReadUInt128BigEndian(address);
            _scope = scope;
            _length = 16;
            if (_address >> 32 == 0xFFFF)
            {
                _address = (uint)_address;
                _length = 4;
                _scope = 0;
            }
        }
        else
        {
            _address = BinaryPrimitives.ReadUInt32BigEndian(address);
            _length = 4;
        }
    }

    /// <summary>True if there is no IP address: a Unix socket's peer.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>4, 16, or 0 if empty.</summary>
    public int AddressLength => _length;

    public int Port => _port;

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
        if (_length == 16)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination, _address);
        }
        else if (_length == 4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_address);
        }

        return _length;
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
        IPAddress address = _scope != 0 ? new IPAddress(bytes[..length], _scope) : new IPAddress(bytes[..length]);
        return new IPEndPoint(address, _port);
    }

    public bool Equals(SocketAddressValue other) =>
        _address == other._address && _port == other._port && _length == other._length && _scope == other._scope;

    public override bool Equals(object? obj) => obj is SocketAddressValue other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_address, _port, _length);

    public override string ToString() => ToEndPoint()?.ToString() ?? "";

    public static bool operator ==(SocketAddressValue left, SocketAddressValue right) => left.Equals(right);

    public static bool operator !=(SocketAddressValue left, SocketAddressValue right) => !left.Equals(right);
}
