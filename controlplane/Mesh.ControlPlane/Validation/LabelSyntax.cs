namespace Mesh.ControlPlane.Validation;

/// <summary>Kubernetes label keys and values.</summary>
static class LabelSyntax
{
    const int MaxPrefix = 253;
    const int MaxName = 63;

    public static void Validate(Findings findings, string field, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in labels)
        {
            findings.Require(IsKey(key), $"{field}[{key}]", "must be a label key: [dns-prefix/]name of letters, digits, '-', '_', '.'");
            findings.Require(
                value.Length == 0 || IsName(value), $"{field}[{key}]",
                $"must be a label value of letters, digits, '-', '_', '.', is \"{value}\"");
        }
    }

    /// <summary>Labels that select: no wildcards, which users try.</summary>
    public static void ValidateSelector(Findings findings, string field, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in labels)
        {
            var at = $"{field}[{key}]";
            findings.Require(key.Length > 0, at, "must not have an empty key");
            findings.Require(!key.Contains('*') && !value.Contains('*'), at, "must not have a wildcard, selectors match whole labels");
        }
    }

    static bool IsKey(string key)
    {
        var slash = key.IndexOf('/');
        return IsName(key.AsSpan(slash + 1))
            && (slash < 0 || (slash is > 0 and <= MaxPrefix && IsPrefix(key[..slash])));
    }

    static bool IsPrefix(string prefix) => Array.TrueForAll(prefix.Split('.'), label => NameSyntax.IsLabel(label));

    static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > MaxName || !char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1]))
        {
            return false;
        }

        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
