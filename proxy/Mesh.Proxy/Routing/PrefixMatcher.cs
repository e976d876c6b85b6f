using System.Text;

namespace Mesh.Proxy.Routing;

/// <summary>The first bytes of the value. A plain byte prefix, as in Istio: "/foo" matches "/foobar" too.</summary>
sealed class PrefixMatcher(string prefix, bool ignoreCase) : StringMatcher
{
    readonly byte[] prefix = Encoding.UTF8.GetBytes(prefix);

    public override bool IsMatch(ReadOnlySpan<byte> value)
    {
        if (value.Length < prefix.Length)
            return false;
        var start = value[..prefix.Length];
        return ignoreCase ? AsciiBytes.EqualsIgnoreCase(start, prefix) : start.SequenceEqual(prefix);
    }
}
