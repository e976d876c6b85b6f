namespace Mesh.ControlPlane.Validation;

/// <summary>Names of Kubernetes objects and ports (RFC 1123 labels and subdomains). Rules answer null, or what is wrong.</summary>
static class NameSyntax
{
    public const int MaxLabel = 63;
    const int MaxSubdomain = 253;

    /// <summary>A lower-case RFC 1123 label, as Kubernetes requires of namespaces.</summary>
    public static string? Label(string text) =>
        IsLabel(text) && !text.AsSpan().ContainsAnyInRange('A', 'Z')
            ? null
            : $"must be a DNS label (lower-case letters, digits and '-', at most {MaxLabel}), is \"{text}\"";

    /// <summary>Lower-case labels joined by dots, as Kubernetes requires of most names.</summary>
    public static string? Subdomain(string text) =>
        text.Length <= MaxSubdomain && Array.TrueForAll(text.Split('.'), label => Label(label) is null)
            ? null
            : $"must be a DNS name (lower-case letters, digits, '-' and '.', at most {MaxSubdomain}), is \"{text}\"";

    /// <summary>A label as Istio accepts it for ports, subsets and gateways: either letter case.</summary>
    public static string? AnyCaseLabel(string text) =>
        IsLabel(text) ? null : $"must be a DNS label (letters, digits and '-', at most {MaxLabel}), is \"{text}\"";

    public static bool IsLabel(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > MaxLabel || text[0] == '-' || text[^1] == '-')
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-')
            {
                return false;
            }
        }

        return true;
    }
}
