using System.Buffers.Binary;

namespace Mesh.Protocols.Tls;

/// <summary>
/// Reads the presentation language of RFC 8446 section 3: numbers and vectors with their length in front. A read that does not fit reads
/// nothing and says false.
/// </summary>
ref struct TlsReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> rest = bytes;

    public readonly bool IsAtEnd => rest.IsEmpty;

    public bool TryReadBytes(int length, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (rest.Length < length)
        {
            return false;
        }

        value = rest[..length];
        rest = rest[length..];
        return true;
    }

    public bool TryReadUInt8(out byte value)
    {
        var read = TryReadBytes(1, out var bytes);
        value = read ? bytes[0] : default;
        return read;
    }

    public bool TryReadUInt16(out ushort value)
    {
        var read = TryReadBytes(sizeof(ushort), out var bytes);
        value = read ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : default;
        return read;
    }

    /// <summary>A vector of at most 255 bytes.</summary>
    public bool TryReadVector8(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryReadUInt8(out var length) && TryReadBytes(length, out value);
    }

    /// <summary>A vector of at most 65535 bytes.</summary>
    public bool TryReadVector16(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryReadUInt16(out var length) && TryReadBytes(length, out value);
    }
}
