using System.Globalization;

namespace Mesh.Proxy.Hosting;

/// <summary>Durations on the command line, as Istio writes them: a number and ms, s, m or h.</summary>
static class DurationText
{
    /// <summary>Timers reach so far.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <exception cref="FormatException">With the option's name.</exception>
    public static TimeSpan Parse(string text, string option)
    {
        var unit = text.AsSpan().TrimStart("0123456789.");
        var scale = unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };
        var isNumber = double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        return isNumber && scale > TimeSpan.Zero && number * scale <= Longest
            ? number * scale
            : throw new FormatException($"{option} {text}: not a duration such as 300ms, 5s, 2m or 1h, at most 30 days");
    }
}
