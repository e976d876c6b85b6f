using System.Globalization;

namespace Mesh.Testing.Http1Corpus;

/// <summary>\r \n \t \0 \\ \{ \xHH and {text*N}; everything else is ASCII as it stands.</summary>
static class Http1CorpusEscapes
{
    public static byte[] Decode(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            i = text[i] == '{' && FindRepetition(text, i) is { } star ? Repeat(text, i, star, bytes) : DecodeOne(text, i, bytes);
        }

        return [.. bytes];
    }

    /// <summary>Index of the last '*' before the closing brace, if a number stands between them.</summary>
    static int? FindRepetition(string text, int open)
    {
        var close = text.IndexOf('}', open);
        var star = close < 0 ? -1 : text.LastIndexOf('*', close);
        return star > open && int.TryParse(text.AsSpan(star + 1, close - star - 1), CultureInfo.InvariantCulture, out _) ? star : null;
    }

    static int Repeat(string text, int open, int star, List<byte> bytes)
    {
        var close = text.IndexOf('}', star);
        var unit = Decode(text[(open + 1)..star]);
        for (var n = int.Parse(text.AsSpan(star + 1, close - star - 1), CultureInfo.InvariantCulture); n > 0; n--)
        {
            bytes.AddRange(unit);
        }

        return close + 1;
    }

    static int DecodeOne(string text, int at, List<byte> bytes)
    {
        if (text[at] != '\\')
        {
            bytes.Add(checked((byte)text[at]));
            return at + 1;
        }

        var isHex = text[at + 1] == 'x';
        bytes.Add(text[at + 1] switch
        {
            'r' => (byte)'\r',
            'n' => (byte)'\n',
            't' => (byte)'\t',
            '0' => 0,
            '\\' => (byte)'\\',
            '{' => (byte)'{',
            'x' => byte.Parse(text.AsSpan(at + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            var other => throw new FormatException($"unknown escape \\{other} in: {text}"),
        });
        return at + (isHex ? 4 : 2);
    }
}
