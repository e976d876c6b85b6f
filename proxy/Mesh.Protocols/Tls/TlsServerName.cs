using System.Text;

namespace Mesh.Protocols.Tls;

/// <summary>
/// The host name in server_name (RFC 6066 section 3). It decides where a connection goes and is then read once more by the server: a name
/// that two readers could take for different hosts (a NUL, a dot at the end, bytes above ASCII) is refused, never cut or mended.
/// </summary>
public static class TlsServerName
{
    /// <summary>Of a host name in text form (RFC 1035 section 2.3.4 counts two bytes more on the wire).</summary>
    public const int MaxLength = 253;

    const int MaxLabelLength = 63;

    /// <summary>Copies the name in lower case: names are matched without regard to case (RFC 6066 section 3).</summary>
    /// <param name="destination"><see cref="MaxLength"/> bytes are enough for every valid name.</param>
    public static int CopyLowerCase(ReadOnlySpan<byte> name, Span<byte> destination)
    {
        Ascii.ToLower(name, destination, out var written);
        return written;
    }

    internal static ClientHelloError Parse(ReadOnlySpan<byte> extension, out ReadOnlySpan<byte> name)
    {
        name = default;
        var outer = new TlsReader(extension);
        if (!outer.TryReadVector16(out var list) || !outer.IsAtEnd)
        {
            return ClientHelloError.Structure;
        }

        var entries = new TlsReader(list);
        if (!entries.TryReadUInt8(out var type))
        {
            return ClientHelloError.Structure;
        }

        return type != 0 ? ClientHelloError.ServerNameType
            : !entries.TryReadVector16(out name) ? ClientHelloError.Structure
            : !entries.IsAtEnd ? ClientHelloError.SeveralServerNames
            : IsHostName(name) ? ClientHelloError.None
            : ClientHelloError.ServerName;
    }

    /// <summary>Letters, digits, hyphens and, as DNS has them, underscores, in labels of 1 to 63 bytes.</summary>
    static bool IsHostName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > MaxLength)
        {
            return false;
        }

        var label = 0;
        foreach (var value in name)
        {
            if (value == '.' ? label == 0 : !IsLabel(value) || label == MaxLabelLength)
            {
                return false;
            }

            label = value == '.' ? 0 : label + 1;
        }

        return label > 0;
    }

    static bool IsLabel(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_';
}
