using System.Text;

namespace Mesh.Proxy.Routing;

/// <summary>The whole value, byte for byte, or without regard to ASCII case (ignoreUriCase, 3.6).</summary>
sealed class ExactMatcher(string expected, bool ignoreCase) : StringMatcher
{
    readonly byte[] expected = Encoding.UTF8.GetBytes(expected);

    public override bool IsMatch(ReadOnlySpan<byte> value) =>
        ignoreCase ? AsciiBytes.EqualsIgnoreCase(value, expected) : value.SequenceEqual(expected);
}
