using System.Globalization;

namespace Mesh.Iptables.Options;

/// <summary>Durations as Istio's flags spell them: decimal numbers with units h, m, s, ms, us or ns, such as 1m30s or 0.5s.</summary>
internal static class GoDuration
{
    // Longest first: "ms" must not be read as "m".
    private static readonly (string Unit, double Seconds)[] Units =
        [("ms", 1e-3), ("us", 1e-6), ("µs", 1e-6), ("ns", 1e-9), ("h", 3600), ("m", 60), ("s", 1)];

    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>False when the text is malformed, not positive, or longer than a day.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var seconds = 0.0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (!TryTakePart(ref rest, out var part))
            {
                duration = default;
                return false;
            }

            seconds += part;
        }

        var valid = seconds > 0 && seconds <= Longest.TotalSeconds;
        duration = valid ? TimeSpan.FromSeconds(seconds) : default;
        return valid;
    }

    private static bool TryTakePart(ref ReadOnlySpan<char> rest, out double seconds)
    {
        seconds = 0;
        var digits = rest.IndexOfAnyExcept("0123456789.");
        if (digits <= 0
            || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        rest = rest[digits..];
        foreach (var (unit, scale) in Units)
        {
            if (rest.StartsWith(unit, StringComparison.Ordinal))
            {
                rest = rest[unit.Length..];
                seconds = number * scale;
                return true;
            }
        }

        return false;
    }
}
