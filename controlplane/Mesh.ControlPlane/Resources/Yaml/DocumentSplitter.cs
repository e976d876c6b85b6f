namespace Mesh.ControlPlane.Resources.Yaml;

/// <summary>Cuts a file at its document markers before anything is parsed, so that a broken document cannot hide the ones after
/// it.</summary>
/// <remarks>
/// Sound because YAML 1.2 section 9.1.2 forbids <c>---</c> and <c>...</c> at the start of a line inside any document, quoted and
/// block scalars included.
/// </remarks>
static class DocumentSplitter
{
    public static IEnumerable<DocumentText> Split(string text)
    {
        var (start, firstLine, line, index) = (0, 1, 1, 0);
        for (var position = 0; position < text.Length; line++)
        {
            var next = NextLine(text, position);
            var rest = text.AsSpan(position);
            if (IsMarker(rest, "---") && HasContent(text.AsSpan(start, position - start)))
            {
                yield return new DocumentText(index++, firstLine, text[start..position]);
                (start, firstLine) = (position, line);
            }
            else if (IsMarker(rest, "..."))
            {
                yield return new DocumentText(index++, firstLine, text[start..position]);
                (start, firstLine) = (next, line + 1);
            }

            position = next;
        }

        yield return new DocumentText(index, firstLine, text[start..]);
    }

    static bool IsMarker(ReadOnlySpan<char> rest, string marker) =>
        rest.StartsWith(marker, StringComparison.Ordinal) && (rest.Length == 3 || rest[3] is ' ' or '\t' or '\r' or '\n');

    /// <summary>Comments and %-directives alone belong to the document whose <c>---</c> follows them.</summary>
    static bool HasContent(ReadOnlySpan<char> chunk)
    {
        foreach (var line in chunk.EnumerateLines())
        {
            var trimmed = line.TrimStart();
            if (!trimmed.IsEmpty && trimmed[0] != '#' && line[0] != '%')
            {
                return true;
            }
        }

        return false;
    }

    static int NextLine(string text, int position)
    {
        var end = text.AsSpan(position).IndexOfAny('\r', '\n');
        if (end < 0)
        {
            return text.Length;
        }

        end += position;
        return text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
    }
}
