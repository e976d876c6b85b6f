using System.Globalization;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>Durations as Istio users write them: Go's <c>1h30m</c>, <c>1.5s</c>, <c>250ms</c>.</summary>
static class DurationText
{
    const decimal NanosecondsPerMillisecond = 1_000_000m;

    /// <summary>Go's own ceiling, 2^63 nanoseconds (292 years).</summary>
    const decimal MaxNanoseconds = long.MaxValue;

    /// <returns>Null when it is a duration, else what it must be.</returns>
    public static string? TryParse(string text, out TimeSpan value)
    {
        value = default;
        var negative = text.StartsWith('-');
        var rest = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        decimal total = 0;
        if (rest is not "0" && !TrySum(rest, out total))
        {
            return "must be a duration such as 1h30m, 5s or 250ms";
        }

        value = TimeSpan.FromTicks((long)(total / 100) * (negative ? -1 : 1));
        return total % NanosecondsPerMillisecond == 0 ? null : "must be a whole number of milliseconds";
    }

    static bool TrySum(ReadOnlySpan<char> terms, out decimal total)
    {
        total = 0;
        var any = !terms.IsEmpty;
        while (!terms.IsEmpty)
        {
            if (!TryTakeTerm(ref terms, out var nanoseconds) || (total += nanoseconds) > MaxNanoseconds)
            {
                return false;
            }
        }

        return any;
    }

    static bool TryTakeTerm(ref ReadOnlySpan<char> rest, out decimal nanoseconds)
    {
        nanoseconds = 0;
        var digits = rest.IndexOfAnyExcept("0123456789.");
        if (digits <= 0 || digits > 20
            || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return false;
        }

        rest = rest[digits..];
        var letters = rest.IndexOfAny("0123456789.");
        var unit = UnitNanoseconds(letters < 0 ? rest : rest[..letters]);
        rest = letters < 0 ? [] : rest[letters..];
        if (unit == 0 || amount > MaxNanoseconds / unit)
        {
            return false;
        }

        nanoseconds = amount * unit;
        return true;
    }

    static decimal UnitNanoseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1m,
        "us" or "\u00B5s" or "\u03BCs" => 1_000m,
        "ms" => NanosecondsPerMillisecond,
        "s" => 1_000_000_000m,
        "m" => 60_000_000_000m,
        "h" => 3_600_000_000_000m,
        _ => 0m,
    };
}
