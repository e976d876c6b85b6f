using System.Globalization;

namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>Field paths as messages print them: <c>spec.http[0].match[1].headers[end-user].exact</c>.</summary>
/// <remarks>List positions and map keys stand in brackets, so that a label key with dots in it stays one step.</remarks>
static class FieldPath
{
    public static string Field(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    public static string Item(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");

    public static string Key(string parent, string key) => $"{parent}[{key}]";

    /// <summary>Line of the deepest node on the path that exists; null when not even its first step does.</summary>
    public static int? LineOf(YamlNode root, string path)
    {
        var node = root;
        int? line = null;
        var rest = path.AsSpan();
        while (TakeStep(ref rest, out var step) && Descend(node, step) is var (next, nextLine) && next is not null)
        {
            node = next;
            line = nextLine;
        }

        return line;
    }

    static bool TakeStep(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> step)
    {
        rest = rest.TrimStart('.');
        step = rest;
        if (rest.IsEmpty)
        {
            return false;
        }

        var bracketed = rest[0] == '[';
        var end = bracketed ? rest.IndexOf(']') : rest.IndexOfAny('.', '[');
        end = end < 0 ? rest.Length : end;
        step = bracketed ? rest[1..end] : rest[..end];
        rest = bracketed && end < rest.Length ? rest[(end + 1)..] : rest[end..];
        return true;
    }

    static (YamlNode? Node, int Line) Descend(YamlNode node, ReadOnlySpan<char> step) => node switch
    {
        YamlMapping mapping when mapping.Find(step.ToString()) is { } entry => (entry.Value, entry.Line),
        YamlSequence sequence when int.TryParse(step, CultureInfo.InvariantCulture, out var index)
            && (uint)index < (uint)sequence.Items.Count => (sequence.Items[index], sequence.Items[index].Line),
        _ => (null, 0),
    };
}
