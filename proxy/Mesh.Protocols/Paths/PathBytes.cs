using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mesh.Protocols.Paths;

/// <summary>Classes of bytes in a path, and the search for the first that needs a look.</summary>
static class PathBytes
{
    /// <summary>One row for 16 bytes; a constant without constructor, so that a look-up is one load.</summary>
    static ReadOnlySpan<byte> Plain =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1,
        0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>
    /// Stands in a path as it is. Of the others '%' and '\' have rules of their own; controls, space, bytes above ASCII and " # &lt; &gt; ?
    /// ^ ` { | } must be encoded.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlain(byte value) => Plain[value] != 0;

    /// <summary>unreserved of RFC 3986 section 2.3 without '.', which is judged by its segment.</summary>
    public static bool IsUnescaped(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'~';

    /// <summary>
    /// Index of the first byte from which on the path may not be normal, or -1: a byte that is not plain, "/." and, if asked for, "//".
    /// Searched as in <see cref="Http1.Http1Bytes"/>, for the same reason: a path is short, and most have nothing to find.
    /// </summary>
    public static int IndexOfSuspect(ReadOnlySpan<byte> path, bool slashes)
    {
        var second = slashes ? (byte)'/' : (byte)'.';
        var last = path.Length - 1;
        var i = 0;
        if (last >= Vector128<byte>.Count)
        {
            for (; i <= last - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var found = Suspects(path.Slice(i, Vector128<byte>.Count + 1), second);
                if (found != 0)
                {
                    return i + BitOperations.TrailingZeroCount(found);
                }
            }

            i = last - Vector128<byte>.Count;
            var atEnd = Suspects(path[i..], second);
            if (atEnd != 0)
            {
                return i + BitOperations.TrailingZeroCount(atEnd);
            }

            i = last;
        }

        for (; i < path.Length; i++)
        {
            if (!IsPlain(path[i]) || (path[i] == '/' && i < last && (path[i + 1] == '.' || path[i + 1] == second)))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A bit for each of 16 bytes; a 17th says what follows the last of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Suspects(ReadOnlySpan<byte> bytes, byte second)
    {
        var block = Vector128.Create(bytes[..Vector128<byte>.Count]);
        var next = Vector128.Create(bytes[1..]);
        var pairs = Equal(block, '/') & (Equal(next, '.') | Vector128.Equals(next, Vector128.Create(second)));
        return (pairs | ~IsPlain(block)).ExtractMostSignificantBits();
    }

    /// <summary>
    /// <see cref="IsPlain(byte)"/>, with fewer questions than there are bytes to ask for: " and # differ in bit 0, &lt; and &gt;, \ and ^
    /// in bit 1, and above z there is ~ alone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<byte> IsPlain(Vector128<byte> block)
    {
        var shifted = block - Vector128.Create((byte)'!');
        var visible = Vector128.Equals(Vector128.Min(shifted, Vector128.Create((byte)('z' - '!'))), shifted) | Equal(block, '~');
        var withBit0 = block | Vector128.Create((byte)1);
        var withBit1 = block | Vector128.Create((byte)2);
        var special = Equal(withBit0, '#') | Equal(block, '%') | Equal(withBit1, '>') | Equal(block, '?') | Equal(withBit1, '^')
            | Equal(block, '`');
        return visible & ~special;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<byte> Equal(Vector128<byte> block, char value) => Vector128.Equals(block, Vector128.Create((byte)value));
}
