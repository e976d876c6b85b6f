using System.Buffers;
using System.Text;

namespace Mesh.Protocols.Http1;

/// <summary>The character classes of RFC 9110 section 5.6 and RFC 3986, and questions about whole words of them.</summary>
public static class Http1Grammar
{
    internal const byte Cr = (byte)'\r';
    internal const byte Lf = (byte)'\n';
    internal const byte Space = (byte)' ';
    internal const byte Tab = (byte)'\t';

    /// <summary>tchar</summary>
    internal static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>
    /// Bytes that end a field value or may not stand in it: every control character but HTAB. One search finds the line's end and judges all before it.
    /// </summary>
    internal static readonly SearchValues<byte> NotFieldValue = SearchValues.Create(ControlsWithoutTab());

    /// <summary>
    /// VCHAR without '#': a fragment is never sent, and a proxy that cuts it routes another path than the server serves. More than RFC 3986 allows, because
    /// browsers send |, {, } and others as they are; bytes from 0x80 on are refused.
    /// </summary>
    internal static readonly SearchValues<byte> Target = SearchValues.Create(VisibleWithoutHash());

    /// <summary>unreserved of RFC 3986: nearly every host is made of these.</summary>
    internal static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public static bool IsToken(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && bytes.IndexOfAnyExcept(Token) < 0;

    /// <summary>True if the bytes can stand as a field value: VCHAR, obs-text, SP and HTAB, no space at either end.</summary>
    public static bool IsFieldValue(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOfAny(NotFieldValue) < 0 && (bytes.IsEmpty || (!IsBlank(bytes[0]) && !IsBlank(bytes[^1])));

    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => Ascii.EqualsIgnoreCase(left, right);

    internal static bool IsBlank(byte value) => value is Space or Tab;

    internal static bool IsDigit(byte value) => (uint)(value - '0') <= 9;

    internal static bool IsTokenByte(byte value) => Token.Contains(value);

    static byte[] ControlsWithoutTab() => [.. Enumerable.Range(0, 32).Where(c => c != Tab).Append(127).Select(c => (byte)c)];

    static byte[] VisibleWithoutHash() => [.. Enumerable.Range(0x21, 0x7E - 0x21 + 1).Where(c => c != '#').Select(c => (byte)c)];
}
