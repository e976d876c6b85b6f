using System.Buffers.Binary;

namespace Mesh.Protocols.ProxyProtocol;

/// <summary>The TLVs of a version 2 header, in their order.</summary>
public ref struct ProxyTlvs
{
    ReadOnlySpan<byte> rest;

    internal ProxyTlvs(ReadOnlySpan<byte> bytes) => rest = bytes;

    public ProxyTlv Current { get; private set; }

    public readonly ProxyTlvs GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!TryTake(ref rest, out var tlv))
        {
            return false;
        }

        Current = tlv;
        return true;
    }

    /// <returns>The value of the first TLV of this type; empty if there is none.</returns>
    public readonly ReadOnlySpan<byte> ValueOf(ProxyTlvType type)
    {
        foreach (var tlv in this)
        {
            if (tlv.Type == type)
            {
                return tlv.Value;
            }
        }

        return default;
    }

    /// <summary>Where the value of the checksum stands, or -1. Every TLV must end within the bytes, and the last one with them.</summary>
    internal static ProxyHeaderError Judge(ReadOnlySpan<byte> bytes, out int checksum)
    {
        checksum = -1;
        var rest = bytes;
        while (!rest.IsEmpty)
        {
            if (!TryTake(ref rest, out var tlv))
            {
                return ProxyHeaderError.Tlv;
            }

            if (tlv.Type == ProxyTlvType.Crc32C)
            {
                if (checksum >= 0 || tlv.Value.Length != sizeof(uint))
                {
                    return ProxyHeaderError.Tlv;
                }

                checksum = bytes.Length - rest.Length - sizeof(uint);
            }
        }

        return ProxyHeaderError.None;
    }

    static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out ProxyTlv tlv)
    {
        tlv = default;
        if (rest.Length < ProxyTlv.HeaderLength)
        {
            return false;
        }

        var end = ProxyTlv.HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
        if (rest.Length < end)
        {
            return false;
        }

        tlv = new ProxyTlv((ProxyTlvType)rest[0], rest[ProxyTlv.HeaderLength..end]);
        rest = rest[end..];
        return true;
    }
}
