using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Mesh.ControlPlane.Resources.Yaml;

namespace Mesh.ControlPlane.Resources.Reading;

/// <summary>The scalar types of the API. Which YAML spelling is which type is the schema's choice, as in Kubernetes.</summary>
static class Values
{
    public static bool Text(ReadContext context, YamlNode node, FieldPlace place, [MaybeNullWhen(false)] out string value)
    {
        value = (node as YamlScalar)?.Value;
        if (node is not YamlScalar scalar)
        {
            return Refuse(context, node, place, "must be a string");
        }

        return (!scalar.Plain || !scalar.IsNull && !PlainScalar.IsBoolean(scalar.Value) && !PlainScalar.IsNumber(scalar.Value))
            || Refuse(context, node, place, "must be a string", " (put it in quotes)");
    }

    public static bool Boolean(ReadContext context, YamlNode node, FieldPlace place, out bool value)
    {
        var text = (node as YamlScalar)?.Value ?? "";
        value = text.ToUpperInvariant() is "TRUE" or "YES" or "ON" or "Y";
        return (node is YamlScalar { Plain: true } && PlainScalar.IsBoolean(text)) || Refuse(context, node, place, "must be true or false");
    }

    public static bool Int32(ReadContext context, YamlNode node, FieldPlace place, out int value)
    {
        var good = Integer(context, node, place, int.MinValue, int.MaxValue, out var number);
        value = (int)number;
        return good;
    }

    public static bool UInt32(ReadContext context, YamlNode node, FieldPlace place, out long value) =>
        Integer(context, node, place, 0, uint.MaxValue, out value);

    public static bool Port(ReadContext context, YamlNode node, FieldPlace place, out int value)
    {
        value = 0;
        if (!Integer(context, node, place, long.MinValue, long.MaxValue, out var number))
        {
            return false;
        }

        // Zero is protobuf's "not set"; where a port is required, validation refuses it.
        value = (int)Math.Clamp(number, 0, ushort.MaxValue);
        if (value == number)
        {
            return true;
        }

        context.Error(place, node.Line, string.Create(CultureInfo.InvariantCulture, $"must be between 1 and 65535, is {number}"));
        return false;
    }

    public static bool Number(ReadContext context, YamlNode node, FieldPlace place, out double value)
    {
        value = 0;
        if (node is not YamlScalar { Plain: true } scalar)
        {
            return Refuse(context, node, place, "must be a number");
        }

        if (PlainScalar.TryInteger(scalar.Value, out var integer))
        {
            value = integer;
            return true;
        }

        return PlainScalar.TryFloat(scalar.Value, out value) || Refuse(context, node, place, "must be a number");
    }

    public static bool Duration(ReadContext context, YamlNode node, FieldPlace place, out TimeSpan value)
    {
        value = default;
        if (!Text(context, node, place, out var text))
        {
            return false;
        }

        if (DurationText.TryParse(text, out value) is not { } problem)
        {
            return true;
        }

        context.Error(place, node.Line, $"{problem}, is \"{text}\"");
        return false;
    }

    public static bool Timestamp(ReadContext context, YamlNode node, FieldPlace place, out DateTimeOffset value)
    {
        value = default;
        return (node is YamlScalar scalar
            && DateTimeOffset.TryParse(scalar.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value))
            || Refuse(context, node, place, "must be an RFC 3339 time");
    }

    /// <summary>Reports <paramref name="expected"/> against what is there. Always false, for use as a last operand.</summary>
    public static bool Refuse(ReadContext context, YamlNode node, FieldPlace place, string expected, string hint = "")
    {
        context.Error(place, node.Line, $"{expected}, is {Show(node)}{hint}");
        return false;
    }

    static bool Integer(ReadContext context, YamlNode node, FieldPlace place, long lowest, long highest, out long value)
    {
        value = 0;
        if (node is not YamlScalar { Plain: true } scalar || !PlainScalar.TryInteger(scalar.Value, out value))
        {
            return Refuse(context, node, place, "must be an integer");
        }

        if (value >= lowest && value <= highest)
        {
            return true;
        }

        context.Error(place, node.Line, string.Create(CultureInfo.InvariantCulture, $"must be between {lowest} and {highest}, is {value}"));
        return false;
    }

    static string Show(YamlNode node) =>
        node is YamlScalar { IsNull: false, Shape: "a string" } scalar ? $"\"{Shorten(scalar.Value)}\"" : node.Shape;

    static string Shorten(string text) =>
        (text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...")).ReplaceLineEndings(" ");
}
