using System.Buffers.Binary;

namespace Mesh.Protocols.Tls;

/// <summary>
/// The versions a client offers, in its order: those of supported_versions (RFC 8446 section 4.2.1) or, without it, its legacy_version
/// alone. Values kept free for GREASE (RFC 8701) are left out.
/// </summary>
public ref struct TlsVersions
{
    public const ushort Tls12 = 0x0303;
    public const ushort Tls13 = 0x0304;

    ReadOnlySpan<byte> rest;

    internal TlsVersions(ReadOnlySpan<byte> versions) => rest = versions;

    public ushort Current { get; private set; }

    public readonly TlsVersions GetEnumerator() => this;

    public bool MoveNext()
    {
        while (rest.Length >= sizeof(ushort))
        {
            Current = BinaryPrimitives.ReadUInt16BigEndian(rest);
            rest = rest[sizeof(ushort)..];
            if (!IsGrease(Current))
            {
                return true;
            }
        }

        return false;
    }

    public readonly bool Contains(ushort version)
    {
        foreach (var candidate in this)
        {
            if (candidate == version)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>0x0A0A, 0x1A1A and so on to 0xFAFA.</summary>
    static bool IsGrease(ushort value) => (value & 0x0F0F) == 0x0A0A && value >> 8 == (value & 0xFF);
}
