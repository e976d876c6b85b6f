using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mesh.Protocols.Http1;

/// <summary>
/// The searches of the parsers. Written out rather than left to SearchValues: compiled ahead of time, those cost a class-constructor check
/// and a virtual call for each of the dozens of short searches of a head, which doubles the time of the whole parse (measured on a request
/// of 8 fields and 355 bytes).
/// </summary>
static class Http1Bytes
{
    const byte TokenClass = 1;
    const byte UnreservedClass = 2;

    /// <summary>One row for 16 bytes; a constant without constructor, so that a look-up is one load.</summary>
    static ReadOnlySpan<byte> Classes =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 3, 3, 0,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 0, 0,
        0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 1, 3,
        1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 1, 0, 3, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsToken(byte value) => (Classes[value] & TokenClass) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUnreserved(byte value) => (Classes[value] & UnreservedClass) != 0;

    /// <summary>
    /// Index of the first byte that is no tchar, or -1. A loop: names are short, and the shuffle that a vector would need is not in the
    /// instruction set that ahead-of-time compilation targets by default (measured: half as slow again).
    /// </summary>
    public static int IndexOfNonToken(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if ((Classes[bytes[i]] & TokenClass) == 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// Index of the first byte that ends a field value or may not stand in it, or -1: every control character but HTAB. One search finds
    /// the line's end and judges all before it.
    /// </summary>
    public static int IndexOfNonFieldValue(ReadOnlySpan<byte> bytes)
    {
        var i = 0;
        for (; i <= bytes.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var block = Vector128.Create(bytes.Slice(i, Vector128<byte>.Count));
            var isControl = Vector128.Equals(Vector128.Min(block, Vector128.Create((byte)0x1F)), block)
                & ~Vector128.Equals(block, Vector128.Create(Http1Grammar.Tab));
            var found = (isControl | Vector128.Equals(block, Vector128.Create((byte)0x7F))).ExtractMostSignificantBits();
            if (found != 0)
            {
                return i + BitOperations.TrailingZeroCount(found);
            }
        }

        for (; i < bytes.Length; i++)
        {
            if (!IsFieldValue(bytes[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Index of the first byte that no request target may hold, or -1; see <see cref="IsTarget"/>.</summary>
    public static int IndexOfNonTarget(ReadOnlySpan<byte> bytes)
    {
        var i = 0;
        for (; i <= bytes.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var block = Vector128.Create(bytes.Slice(i, Vector128<byte>.Count));
            var shifted = block - Vector128.Create((byte)0x21);
            var isVisible = Vector128.Equals(Vector128.Min(shifted, Vector128.Create((byte)(0x7E - 0x21))), shifted);
            var found = (~isVisible | Vector128.Equals(block, Vector128.Create((byte)'#'))).ExtractMostSignificantBits();
            if (found != 0)
            {
                return i + BitOperations.TrailingZeroCount(found);
            }
        }

        for (; i < bytes.Length; i++)
        {
            if (!IsTarget(bytes[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>VCHAR, obs-text, SP and HTAB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFieldValue(byte value) => value is >= 0x20 and not 0x7F or Http1Grammar.Tab;

    /// <summary>
    /// VCHAR without '#': a fragment is never sent, and a proxy that cuts it routes another path than the server serves. More than RFC 3986
    /// allows, because browsers send |, {, } and others as they are; bytes from 0x80 on are refused.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTarget(byte value) => value is >= 0x21 and <= 0x7E and not (byte)'#';
}
