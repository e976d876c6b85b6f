using System.Globalization;
using System.Text;

namespace Mesh.Protocols.Tests.Http1;

/// <summary>
/// A reader as careless as the servers that smuggling attacks are made for: it takes any line end and finds lengths in every disguise.
/// </summary>
sealed record LenientReader(int HeadLength, IReadOnlyList<long> Lengths, int ChunkedClaims)
{
    /// <summary>Splits at every LF, joins folded lines, trims names and values of everything that some parser trims.</summary>
    public static LenientReader Read(byte[] bytes)
    {
        var (lines, end) = Lines(bytes);
        var fields = lines.Skip(1).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2).Select(p => (Name: Clean(p[0]), Value: Clean(p[1]))).ToList();
        return new LenientReader(
            end,
            [.. fields.Where(f => f.Name == "content-length").SelectMany(f => f.Value.Split(',')).Select(ReadLength)],
            fields.Count(f => f.Name == "transfer-encoding" && f.Value.Contains("chunked", StringComparison.Ordinal)));
    }

    static (List<string> Lines, int End) Lines(byte[] bytes)
    {
        var lines = new List<string>();
        var start = 0;
        while (Array.IndexOf(bytes, (byte)'\n', start) is var lf and >= 0)
        {
            var line = Encoding.Latin1.GetString(bytes, start, lf - start).TrimEnd('\r');
            start = lf + 1;
            if (line.Length == 0 && lines.Count > 0)
            {
                break;
            }

            lines.AddRange(line.Split('\r').Where(part => part.Length > 0));
        }

        return (lines, start);
    }

    static string Clean(string text) => text.Trim(' ', '\t', '\v', '\f', '\0', '\xa0', '"', '\'').ToLowerInvariant();

    static long ReadLength(string text) =>
        long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var length) ? length : -1;
}
