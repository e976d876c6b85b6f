namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>A compiled strftime pattern with Envoy's sub-second additions (%f, %3f, %E3S, ...). Times are UTC.</summary>
sealed class TimePattern
{
    /// <summary>Envoy's default for %START_TIME%: 2026-01-02T03:04:05.678Z.</summary>
    public static readonly TimePattern Default = Compile("%Y-%m-%dT%H:%M:%E3SZ");

    static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    readonly List<(char Conversion, int Digits, byte[] Literal)> parts = [];

    TimePattern()
    {
    }

    /// <summary>Null, with the reason in <paramref name="error"/>, when a conversion is not known.</summary>
    public static TimePattern? TryParse(string pattern, out string error)
    {
        var result = new TimePattern();
        error = "";
        for (var position = 0; position < pattern.Length;)
        {
            var percent = pattern.IndexOf('%', position);
            var literalEnd = percent < 0 ? pattern.Length : percent;
            result.AddLiteral(pattern[position..literalEnd]);
            position = literalEnd;
            if (percent >= 0 && !result.AddConversion(pattern, ref position))
            {
                error = $"time format \"{pattern}\": the conversion at character {percent + 1} is not known";
                return null;
            }
        }

        return result;
    }

    /// <summary>Appends the time.</summary>
    public void Write(LogLine line, DateTime time)
    {
        foreach (var (conversion, digits, literal) in parts)
        {
            WritePart(line, time, conversion, digits, literal);
        }
    }

    static TimePattern Compile(string pattern) => TryParse(pattern, out var error) ?? throw new FormatException(error);

    void AddLiteral(string text)
    {
        if (text.Length > 0)
        {
            parts.Add(('\0', 0, System.Text.Encoding.UTF8.GetBytes(text)));
        }
    }

    /// <summary>From a '%': the shorthands are taken apart into their conversions.</summary>
    bool AddConversion(string pattern, ref int position)
    {
        var rest = pattern.AsSpan(position + 1);
        switch (rest)
        {
            case ['E', >= '0' and <= '9' and var digits, 'S', ..]:
                position += 4;
                return AddSeconds(digits - '0');
            case ['E', '*', 'S', ..]:
                position += 4;
                return AddSeconds(9);
            case [>= '1' and <= '9' and var digits, 'f', ..]:
                position += 3;
                parts.Add(('f', digits - '0', []));
                return true;
            case ['%', ..]:
                position += 2;
                AddLiteral("%");
                return true;
            case ['F', ..]:
                position += 2;
                return AddAll("Y-m-d");
            case ['T', ..]:
                position += 2;
                return AddAll("H:M:S");
            case ['D', ..]:
                position += 2;
                return AddAll("m/d/y");
            case ['Z', ..]:
                position += 2;
                AddLiteral("UTC");
                return true;
            case ['z', ..]:
                position += 2;
                AddLiteral("+0000");
                return true;
            case ['f', ..]:
                position += 2;
                parts.Add(('f', 9, []));
                return true;
            case [var conversion, ..] when "YymdejHIMSpaAbBs".Contains(conversion):
                position += 2;
                parts.Add((conversion, 0, []));
                return true;
            default:
                return false;
        }
    }

    bool AddSeconds(int digits)
    {
        parts.Add(('S', 0, []));
        if (digits > 0)
        {
            AddLiteral(".");
            parts.Add(('f', digits, []));
        }

        return true;
    }

    bool AddAll(string conversions)
    {
        foreach (var character in conversions)
        {
            if (char.IsLetter(character))
            {
                parts.Add((character, 0, []));
            }
            else
            {
                AddLiteral(character.ToString());
            }
        }

        return true;
    }

    static void WritePart(LogLine line, DateTime time, char conversion, int digits, byte[] literal)
    {
        switch (conversion)
        {
            case '\0': line.Append(literal); break;
            case 'Y': Digits(line, time.Year, 4); break;
            case 'y': Digits(line, time.Year % 100, 2); break;
            case 'm': Digits(line, time.Month, 2); break;
            case 'd': Digits(line, time.Day, 2); break;
            case 'e': Padded(line, time.Day); break;
            case 'j': Digits(line, time.DayOfYear, 3); break;
            case 'H': Digits(line, time.Hour, 2); break;
            case 'I': Digits(line, (time.Hour + 11) % 12 + 1, 2); break;
            case 'M': Digits(line, time.Minute, 2); break;
            case 'S': Digits(line, time.Second, 2); break;
            case 'p': line.Append(time.Hour < 12 ? "AM"u8 : "PM"u8); break;
            case 'a': Name(line, time.DayOfWeek.ToString(), 3); break;
            case 'A': Name(line, time.DayOfWeek.ToString(), int.MaxValue); break;
            case 'b': Name(line, Months[time.Month - 1], 3); break;
            case 'B': Name(line, Months[time.Month - 1], int.MaxValue); break;
            case 's': line.AppendNumber((time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond); break;
            default: Fraction(line, time, digits); break;
        }
    }

    static void Digits(LogLine line, int value, int digits)
    {
        var divisor = 1;
        for (var i = 1; i < digits; i++)
        {
            divisor *= 10;
        }

        for (; divisor > 0; divisor /= 10)
        {
            line.Append((byte)('0' + value / divisor % 10));
        }
    }

    static void Padded(LogLine line, int day)
    {
        if (day < 10)
        {
            line.Append((byte)' ');
        }

        line.AppendNumber(day);
    }

    static void Name(LogLine line, string name, int length)
    {
        foreach (var character in name.AsSpan(0, Math.Min(length, name.Length)))
        {
            line.Append((byte)character);
        }
    }

    /// <summary>The clock has seven digits; further ones are zero.</summary>
    static void Fraction(LogLine line, DateTime time, int digits)
    {
        var fraction = (int)(time.Ticks % TimeSpan.TicksPerSecond);
        for (var divisor = 1_000_000; digits > 0; digits--, divisor /= 10)
        {
            line.Append(divisor == 0 ? (byte)'0' : (byte)('0' + fraction / divisor % 10));
        }
    }
}
