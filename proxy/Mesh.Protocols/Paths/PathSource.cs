namespace Mesh.Protocols.Paths;

/// <summary>A path as it came, and what stands where in it.</summary>
/// <param name="bytes">Without the query.</param>
/// <param name="decodeSlashes">%2F and %5C are slashes.</param>
readonly ref struct PathSource(ReadOnlySpan<byte> bytes, bool decodeSlashes)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>How long the slash is that stands here, 0 if there is none.</summary>
    public int SlashAt(int at) => Bytes[at] switch
    {
        (byte)'/' or (byte)'\\' => 1,
        (byte)'%' when decodeSlashes && PercentEncoding.Decode(Bytes[at..]) is '/' or '\\' => PercentEncoding.Length,
        _ => 0,
    };

    /// <summary>How long the dot is that stands here, 0 if there is none.</summary>
    public int DotAt(int at) => at >= Bytes.Length ? 0
        : Bytes[at] == '.' ? 1
        : PercentEncoding.Decode(Bytes[at..]) == '.' ? PercentEncoding.Length
        : 0;

    /// <summary>
    /// "." or ".." as a whole segment. Parameters do not make another segment of it: "/..;x=y/" is "/../" to servers that have parameters
    /// (CVE-2026-73551).
    /// </summary>
    /// <param name="at">Where the segment begins, with a dot.</param>
    /// <param name="end">Where the next one begins.</param>
    public bool TryReadDotSegment(int at, out int end, out bool isParent)
    {
        var first = DotAt(at);
        var second = DotAt(at + first);
        isParent = second > 0;
        end = EndOfSegment(at + first + second);
        return end >= 0;
    }

    /// <summary>NUL, or %00, between these places.</summary>
    public bool HasNull(int start, int end)
    {
        var part = Bytes[start..end];
        return part.Contains((byte)0) || part.IndexOf("%00"u8) >= 0;
    }

    /// <summary>Where the segment behind this one begins, or -1 if this one goes on.</summary>
    int EndOfSegment(int at)
    {
        if (at < Bytes.Length && Bytes[at] == ';')
        {
            while (at < Bytes.Length && SlashAt(at) == 0)
            {
                at++;
            }
        }

        return at == Bytes.Length ? at
            : SlashAt(at) is var slash and > 0 ? at + slash
            : -1;
    }
}
