using System.Buffers;

namespace Mesh.Iptables.Options;

/// <summary>
/// A network interface name that is safe in a rule: at most 15 characters (IFNAMSIZ without its NUL), letters, digits
/// and <c>_ . : @ -</c>, not starting with a dash; a trailing <c>+</c> matches every interface that begins so.
/// </summary>
internal readonly record struct InterfaceName
{
    public const int MaxLength = 15;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:@-");

    private InterfaceName(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse(string text, out InterfaceName name)
    {
        name = new InterfaceName(text);
        var stem = text.EndsWith('+') ? text.AsSpan(0, text.Length - 1) : text;
        return text.Length is > 0 and <= MaxLength
            && stem is not ("" or "." or "..")
            && stem[0] != '-'
            && !stem.ContainsAnyExcept(Allowed);
    }

    public override string ToString() => Value;
}
