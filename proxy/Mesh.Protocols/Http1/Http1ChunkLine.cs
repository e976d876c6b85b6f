using static Mesh.Protocols.Http1.Http1Grammar;

namespace Mesh.Protocols.Http1;

/// <summary>
/// chunk-size [chunk-ext] CRLF (RFC 9112 section 7.1), byte by byte.
/// <para>
/// Extensions: the RFC has a recipient ignore those it does not know, and the line is forwarded as it came, so the next hop reads them too.
/// Known attacks (two parsers that disagree where an extension ends: bare LF or CR in it, a quote never closed, spaces around ';' and '=')
/// need bytes outside the strict grammar. So it is the strict grammar that passes: ;token, ;token=token or ;token="visible characters",
/// without the "bad whitespace" that section 7.1.1 lets a lenient recipient accept. A parser that takes everything up to CRLF and one that
/// reads the grammar then see the same end. Their bytes are bounded per line and per body.
/// </para>
/// </summary>
struct Http1ChunkLine
{
    /// <summary>Of a 64-bit size; more digits, leading zeros among them, are refused.</summary>
    const int MaxDigits = 16;

    Part part;
    int digits;
    int extensionBytes;
    int totalExtensionBytes;

    /// <summary>Bytes of content that follow the line; 0 is the last chunk.</summary>
    public ulong Size { get; private set; }

    public readonly bool IsComplete => part == Part.Complete;

    /// <summary>Makes it ready for the next line; what the body's extensions sum up to is kept.</summary>
    public void Begin()
    {
        part = Part.Size;
        digits = extensionBytes = 0;
        Size = 0;
    }

    public Http1Error Next(byte value, Http1Limits limits)
    {
        if (part == Part.Size)
        {
            return NextOfSize(value);
        }

        if (part == Part.LineFeed)
        {
            part = Part.Complete;
            return value == Lf ? Http1Error.None : Http1Error.BareCarriageReturn;
        }

        var error = CountExtensionByte(limits);
        return error == Http1Error.None ? NextOfExtension(value) : error;
    }

    Http1Error NextOfSize(byte value)
    {
        var digit = char.IsAsciiHexDigit((char)value) ? HexValue(value) : -1;
        if (digit < 0)
        {
            return EndSize(value);
        }

        if (++digits > MaxDigits || Size > long.MaxValue >> 4)
        {
            return Http1Error.ChunkSizeOverflow;
        }

        Size = (Size << 4) | (uint)digit;
        return Http1Error.None;
    }

    Http1Error EndSize(byte value)
    {
        if (value == Lf)
        {
            return Http1Error.BareLineFeed;
        }

        if (digits == 0 || value is not Cr and not (byte)';')
        {
            return Http1Error.InvalidChunkSize;
        }

        part = value == Cr ? Part.LineFeed : Part.NameStart;
        return Http1Error.None;
    }

    Http1Error CountExtensionByte(Http1Limits limits) =>
        ++extensionBytes + digits > limits.MaxChunkLineBytes || ++totalExtensionBytes > limits.MaxChunkExtensionBytes
            ? Http1Error.ChunkExtensionsTooLarge
            : Http1Error.None;

    Http1Error NextOfExtension(byte value)
    {
        var next = part switch
        {
            Part.NameStart => Http1Bytes.IsToken(value) ? Part.Name : Part.Refused,
            Part.Name => Http1Bytes.IsToken(value) ? Part.Name : value == '=' ? Part.ValueStart : After(value),
            Part.ValueStart => Http1Bytes.IsToken(value) ? Part.Value : value == '"' ? Part.Quoted : Part.Refused,
            Part.Value => Http1Bytes.IsToken(value) ? Part.Value : After(value),
            Part.Quoted => value == '"' ? Part.QuoteEnd : value == '\\' ? Part.QuotedPair : InQuotes(value),
            Part.QuotedPair => InQuotes(value),
            Part.QuoteEnd => After(value),
            Part.Size or Part.LineFeed or Part.Complete or Part.Refused => Part.Refused,
        };
        part = next;
        return next != Part.Refused ? Http1Error.None : value == Lf ? Http1Error.BareLineFeed : Http1Error.InvalidChunkExtension;
    }

    static Part After(byte value) => value switch
    {
        (byte)';' => Part.NameStart,
        Cr => Part.LineFeed,
        _ => Part.Refused,
    };

    static Part InQuotes(byte value) => value is >= 0x20 and < 0x7F or Tab ? Part.Quoted : Part.Refused;

    static int HexValue(byte value) => value <= '9' ? value - '0' : (value | 0x20) - 'a' + 10;

    enum Part : byte
    {
        Size,
        NameStart,
        Name,
        ValueStart,
        Value,
        Quoted,
        QuotedPair,
        QuoteEnd,
        LineFeed,
        Complete,
        Refused,
    }
}
