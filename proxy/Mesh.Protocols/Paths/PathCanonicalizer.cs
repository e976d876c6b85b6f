namespace Mesh.Protocols.Paths;

/// <summary>
/// Writes a path in canonical form, as Envoy's normalize_path does, in one pass from left to right. Decoding happens once: what comes out
/// has nothing left that would be decoded or resolved the next time.
/// </summary>
/// <param name="source">The path without its query.</param>
/// <param name="decodeSlashes">%2F and %5C are slashes.</param>
/// <param name="output">Where to.</param>
/// <param name="normal">How many bytes at the beginning are known to be canonical.</param>
ref struct PathCanonicalizer(ReadOnlySpan<byte> source, bool decodeSlashes, Span<byte> output, int normal)
{
    const int NoPercent = -PercentEncoding.Length;

    readonly ReadOnlySpan<byte> source = source;
    readonly Span<byte> output = output;
    int read = normal;

    /// <summary>Where the last '%' stands in the output that began no escape.</summary>
    int barePercent = NoPercent;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; } = normal;

    public PathError Error { get; private set; }

    public void Run()
    {
        if (Length > output.Length)
        {
            Error = PathError.TooLong;
            return;
        }

        source[..Length].CopyTo(output);
        while (read < source.Length && Error == PathError.None)
        {
            Step();
        }
    }

    void Step()
    {
        var value = source[read];
        var slash = SlashAt(read);
        if (slash > 0)
        {
            Append((byte)'/');
            read += slash;
        }
        else if (DotAt(read) is var dot and > 0)
        {
            StepDot(dot);
        }
        else if (value == '%')
        {
            StepEscape();
        }
        else if (PathBytes.IsPlain(value))
        {
            Append(value);
            read++;
        }
        else
        {
            StepUnsafe(value);
        }
    }

    void StepUnsafe(byte value)
    {
        if (value == 0)
        {
            Error = PathError.Null;
        }
        else if (Reserve(PercentEncoding.Length))
        {
            PercentEncoding.Write(value, output[Length..]);
            Length += PercentEncoding.Length;
        }

        read++;
    }

    /// <param name="dot">How long the dot is in the source: 1, or 3 as %2E.</param>
    void StepDot(int dot)
    {
        var isFirst = Length > 0 && output[Length - 1] == '/';
        if (isFirst && EndOfSegment(read + dot) is var current and >= 0)
        {
            read = current;
        }
        else if (isFirst && DotAt(read + dot) is var second and > 0 && EndOfSegment(read + dot + second) is var parent and >= 0)
        {
            read = parent;
            BackUp();
        }
        else
        {
            Append((byte)'.');
            read += dot;
        }
    }

    /// <summary>
    /// Where the segment behind this one begins, or -1 if this one goes on. Parameters do not make another segment of a dot segment:
    /// "/..;x=y/" is "/../" to servers that have parameters (CVE-2026-73551).
    /// </summary>
    int EndOfSegment(int at)
    {
        if (at < source.Length && source[at] == ';')
        {
            at = EndOfParameters(at);
        }

        return at == source.Length ? at
            : SlashAt(at) is var slash and > 0 ? at + slash
            : -1;
    }

    int EndOfParameters(int at)
    {
        while (at < source.Length && SlashAt(at) == 0)
        {
            if (source[at] == 0 || PercentEncoding.Decode(source[at..]) == 0)
            {
                Error = PathError.Null;
            }

            at++;
        }

        return at;
    }

    /// <summary>Takes the last segment away, but never the first slash.</summary>
    void BackUp()
    {
        var parent = output[..(Length - 1)].LastIndexOf((byte)'/');
        Length = Math.Max(parent, 0) + 1;
        if (barePercent >= Length)
        {
            barePercent = NoPercent;
        }
    }

    void StepEscape()
    {
        var value = PercentEncoding.Decode(source[read..]);
        if (value < 0)
        {
            barePercent = Length;
            Append((byte)'%');
            read++;
        }
        else if (value == 0)
        {
            Error = PathError.Null;
        }
        else if (PathBytes.IsUnescaped((byte)value))
        {
            Append((byte)value);
            read += PercentEncoding.Length;
            EscapeBarePercent();
        }
        else if (Reserve(PercentEncoding.Length))
        {
            // As it came: servers may care about the case of the digits.
            source.Slice(read, PercentEncoding.Length).CopyTo(output[Length..]);
            Length += PercentEncoding.Length;
            read += PercentEncoding.Length;
        }
    }

    /// <summary>
    /// "%%34%31": a decoded character behind a bare '%' could make a new escape, which the next hop would decode. The '%' becomes %25 then.
    /// </summary>
    void EscapeBarePercent()
    {
        var behind = Length - barePercent - 1;
        if (behind is not 1 and not 2 || Error != PathError.None)
        {
            return;
        }

        var second = behind == 2 ? output[Length - 1] : read < source.Length ? source[read] : (byte)0;
        if (PercentEncoding.IsHex(output[barePercent + 1]) && PercentEncoding.IsHex(second) && Reserve(2))
        {
            output.Slice(barePercent + 1, behind).CopyTo(output[(barePercent + PercentEncoding.Length)..]);
            "25"u8.CopyTo(output[(barePercent + 1)..]);
            Length += 2;
        }
    }

    /// <summary>How long the slash is that stands here, 0 if there is none.</summary>
    readonly int SlashAt(int at) => source[at] switch
    {
        (byte)'/' or (byte)'\\' => 1,
        (byte)'%' when decodeSlashes && PercentEncoding.Decode(source[at..]) is '/' or '\\' => PercentEncoding.Length,
        _ => 0,
    };

    readonly int DotAt(int at) => at >= source.Length ? 0
        : source[at] == '.' ? 1
        : PercentEncoding.Decode(source[at..]) == '.' ? PercentEncoding.Length
        : 0;

    void Append(byte value)
    {
        if (Reserve(1))
        {
            output[Length++] = value;
        }
    }

    bool Reserve(int length)
    {
        if (output.Length - Length < length)
        {
            Error = PathError.TooLong;
        }

        return Error == PathError.None;
    }
}
