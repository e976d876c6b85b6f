using System.Globalization;

namespace Mesh.Testing.Http1Corpus;

/// <summary>Reads the tables of malformed and valid messages that stand beside this file. Their first lines explain the columns.</summary>
public static class Http1CorpusFile
{
    public static IReadOnlyList<Http1CorpusCase> RequestHeads { get; } = Load("request-heads.txt", Http1CorpusPart.RequestHead);

    public static IReadOnlyList<Http1CorpusCase> RequestBodies { get; } = Load("request-bodies.txt", Http1CorpusPart.RequestBody);

    public static IReadOnlyList<Http1CorpusCase> Responses { get; } = Load("responses.txt", Http1CorpusPart.Response);

    public static IEnumerable<Http1CorpusCase> All => RequestHeads.Concat(RequestBodies).Concat(Responses);

    static Http1CorpusCase[] Load(string file, Http1CorpusPart part)
    {
        using var stream = typeof(Http1CorpusFile).Assembly.GetManifestResourceStream($"Http1Corpus/{file}")
            ?? throw new InvalidOperationException($"{file} is not embedded");
        using var reader = new StreamReader(stream);
        return [.. Lines(reader).Where(line => line.Length > 0 && line[0] != '#').Select(line => Parse(line, part))];
    }

    static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    static Http1CorpusCase Parse(string line, Http1CorpusPart part)
    {
        var rest = line;
        var name = NextColumn(ref rest);
        var method = part == Http1CorpusPart.Response ? NextColumn(ref rest) : "";
        var status = NextColumn(ref rest);
        var error = rest.TrimStart();
        var end = error.IndexOf("  ", StringComparison.Ordinal);
        return new Http1CorpusCase
        {
            Name = name,
            Part = part,
            RequestMethod = method,
            ExpectedStatus = status switch { "ok" => 0, "bad" => 502, _ => int.Parse(status, CultureInfo.InvariantCulture) },
            Error = error[..end] is "-" ? "None" : error[..end],
            Bytes = Http1CorpusEscapes.Decode(error[(end + 2)..]),
        };
    }

    static string NextColumn(ref string rest)
    {
        rest = rest.TrimStart(' ');
        var end = rest.IndexOf(' ', StringComparison.Ordinal);
        var column = rest[..end];
        rest = rest[end..];
        return column;
    }
}
