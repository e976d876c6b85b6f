namespace Mesh.Protocols.Paths;

/// <summary>"%" and two hexadecimal digits (RFC 3986 section 2.1).</summary>
static class PercentEncoding
{
    public const int Length = 3;

    static ReadOnlySpan<byte> Hex => "0123456789ABCDEF"u8;

    public static bool IsHex(byte value) => char.IsAsciiHexDigit((char)value);

    /// <summary>Value of the %HH at the beginning, or -1.</summary>
    public static int Decode(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= Length && bytes[0] == '%' && IsHex(bytes[1]) && IsHex(bytes[2])
            ? (HexValue(bytes[1]) << 4) | HexValue(bytes[2])
            : -1;

    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    public static void Write(byte value, Span<byte> destination)
    {
        destination[0] = (byte)'%';
        destination[1] = Hex[value >> 4];
        destination[2] = Hex[value & 0xF];
    }

    static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
