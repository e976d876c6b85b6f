using System.Globalization;

namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>What an unquoted scalar means where no schema says so: YAML 1.1 as Kubernetes reads it.</summary>
/// <remarks>
/// Kubernetes turns YAML into JSON before decoding, so <c>yes</c>, <c>on</c> and <c>0o17</c> have become booleans and numbers by
/// then and a string field refuses them. Here they are refused too, with a hint to quote.
/// </remarks>
static class PlainScalar
{
    public static string Classify(string value)
    {
        if (IsBoolean(value))
        {
            return $"the boolean {value}";
        }

        return IsNumber(value) ? $"the number {value}" : "a string";
    }

    public static bool IsBoolean(string value) =>
        value is "true" or "True" or "TRUE" or "false" or "False" or "FALSE"
            or "yes" or "Yes" or "YES" or "no" or "No" or "NO" or "on" or "On" or "ON" or "off" or "Off" or "OFF"
            or "y" or "Y" or "n" or "N";

    public static bool IsNumber(string value) => TryInteger(value, out _) || TryFloat(value, out _);

    /// <summary>Decimal, <c>0x</c>, <c>0o</c>, <c>0b</c> and YAML 1.1's leading-zero octal; underscores allowed.</summary>
    public static bool TryInteger(string value, out long number)
    {
        number = 0;
        var (negative, digits) = SplitSign(value);
        if (digits.Length == 0 || !char.IsAsciiDigit(digits[0]))
        {
            return false;
        }

        var (radix, body) = SplitRadix(digits.Replace("_", "", StringComparison.Ordinal));
        if (!TryDigits(body, radix, out number))
        {
            return false;
        }

        number = negative ? -number : number;
        return true;
    }

    public static bool TryFloat(string value, out double number)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        number = 0;
        return value.AsSpan().ContainsAnyInRange('0', '9')
            && double.TryParse(value, Style, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    static (bool Negative, string Digits) SplitSign(string value) => value switch
    {
        ['-', .. var rest] => (true, rest),
        ['+', .. var rest] => (false, rest),
        _ => (false, value),
    };

    static (int Radix, string Body) SplitRadix(string digits) => digits switch
    {
        ['0', 'x' or 'X', .. var rest] => (16, rest),
        ['0', 'o' or 'O', .. var rest] => (8, rest),
        ['0', 'b' or 'B', .. var rest] => (2, rest),
        ['0', _, ..] => (8, digits[1..]),
        _ => (10, digits),
    };

    static bool TryDigits(string body, int radix, out long number)
    {
        number = 0;
        foreach (var character in body)
        {
            var digit = char.IsAsciiHexDigit(character) ? Convert.ToInt32(character.ToString(), 16) : radix;
            if (digit >= radix || number > (long.MaxValue - digit) / radix)
            {
                return false;
            }

            number = (number * radix) + digit;
        }

        return body.Length > 0;
    }
}
