using System.Globalization;
using System.Text.RegularExpressions;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>One line of a scrape in text format 0.0.4.</summary>
public sealed partial record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string this[string label] => Labels.TryGetValue(label, out var value) ? value : "(absent)";

    /// <exception cref="FormatException">A line is no sample.</exception>
    public static IReadOnlyList<MetricSample> ParseAll(string text) =>
        [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];

    static MetricSample Parse(string line)
    {
        var match = Line().Match(line);
        if (!match.Success)
        {
            throw new FormatException($"no metric sample: {line}");
        }

        var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value);
        return new MetricSample(match.Groups["name"].Value, labels, ParseValue(match.Groups["value"].Value));
    }

    static double ParseValue(string text) => text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*)\})? (?<value>\S+)$""")]
    private static partial Regex Line();

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)""")]
    private static partial Regex Label();
}
