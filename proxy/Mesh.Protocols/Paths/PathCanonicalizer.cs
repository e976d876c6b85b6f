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

    readonly PathSource source = new(source, decodeSlashes);
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

        source.Bytes[..Length].CopyTo(output);
        while (read < source.Bytes.Length && Error == PathError.None)
        {
            Step();
        }
    }

    void Step()
    {
        var value = source.Bytes[read];
        var slash = source.SlashAt(read);
        if (slash > 0)
        {
            Append((byte)'/');
            read += slash;
        }
        else if (source.DotAt(read) is var dot and > 0)
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
        if (Length == 0 || output[Length - 1] != '/' || !source.TryReadDotSegment(read, out var end, out var isParent))
        {
            Append((byte)'.');
            read += dot;
            return;
        }

        Error = source.HasNull(read, end) ? PathError.Null : PathError.None;
        read = end;
        if (isParent)
        {
            BackUp();
        }
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
        var value = PercentEncoding.Decode(source.Bytes[read..]);
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
            source.Bytes.Slice(read, PercentEncoding.Length).CopyTo(output[Length..]);
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

        var second = behind == 2 ? output[Length - 1] : read < source.Bytes.Length ? source.Bytes[read] : (byte)0;
        if (PercentEncoding.IsHex(output[barePercent + 1]) && PercentEncoding.IsHex(second) && Reserve(2))
        {
            output.Slice(barePercent + 1, behind).CopyTo(output[(barePercent + PercentEncoding.Length)..]);
            "25"u8.CopyTo(output[(barePercent + 1)..]);
            Length += 2;
        }
    }

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
