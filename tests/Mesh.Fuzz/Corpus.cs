using System.Globalization;

namespace Mesh.Fuzz;

/// <summary>Inputs that once failed, one a file: <c>Corpus/TARGET/what-was-wrong.hex</c>, hexadecimal with <c>#</c> comments.</summary>
static class Corpus
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Corpus");

    public static IEnumerable<string> Targets =>
        Directory.Exists(Folder) ? Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)!) : [];

    public static IReadOnlyList<(string Name, byte[] Input)> Of(string target)
    {
        var folder = Path.Combine(Folder, target);
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.hex").Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path)!, Read(File.ReadAllText(path))))]
            : [];
    }

    public static byte[] Read(string text)
    {
        var digits = string.Concat(text.Split('\n').Select(line => line.Split('#')[0])).Where(char.IsAsciiHexDigit).ToArray();
        return Convert.FromHexString(digits);
    }

    public static string Write(byte[] input, string comment) =>
        string.Create(CultureInfo.InvariantCulture, $"# {comment.ReplaceLineEndings(" ")}\n{string.Join('\n', Convert.ToHexString(input).Chunk(96).Select(line => new string(line)))}\n");
}
