using System.Text;

namespace Mesh.Protocols.Http1;

/// <summary>Questions about whole words in the grammar of RFC 9110 section 5.6.</summary>
public static class Http1Grammar
{
    internal const byte Cr = (byte)'\r';
    internal const byte Lf = (byte)'\n';
    internal const byte Space = (byte)' ';
    internal const byte Tab = (byte)'\t';

    public static bool IsToken(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && Http1Bytes.IndexOfNonToken(bytes) < 0;

    /// <summary>True if the bytes can stand as a field value: VCHAR, obs-text, SP and HTAB, no space at either end.</summary>
    public static bool IsFieldValue(ReadOnlySpan<byte> bytes) =>
        Http1Bytes.IndexOfNonFieldValue(bytes) < 0 && (bytes.IsEmpty || (!IsBlank(bytes[0]) && !IsBlank(bytes[^1])));

    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Ascii.EqualsIgnoreCase(left, right);

    internal static bool IsBlank(byte value) => value is Space or Tab;

    internal static bool IsDigit(byte value) => (uint)(value - '0') <= 9;
}
