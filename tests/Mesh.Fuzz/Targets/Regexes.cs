using Mesh.Contract.Re2;

namespace Mesh.Fuzz.Targets;

/// <summary>RE2: a regex or a reason, and matching takes time linear in the value.</summary>
sealed class Regexes : IFuzzTarget
{
    static readonly string Value = new('a', 200);

    public IEnumerable<byte[]> Seeds =>
    [
        Bytes.Of("^/(a|b)+/[0-9a-f-]{2,36}$"), Bytes.Of(@"(?i)\pL\p{Lu}[[:alpha:]\d]\x{41}\Qa.b\E\z"), Bytes.Of("(?P<n>a)(?s:.*)(?U)b*?"), Bytes.Of("(a{3}){4}"),
        Bytes.Of("[^]a-z&&[]"), Bytes.Of("("),
    ];

    public IReadOnlyList<byte[]> Words { get; } = Bytes.Words(
        "(", ")", "(?:", "(?P<", ">", "[", "]", "[^", "[:alpha:]", "{1000}", "{2,}", "*", "+?", "|", "^", "$", "\\", "\\b", "\\pN", "\\x{10FFFF}", "(?i)", "(?-s)", "-");

    public int MaxLength => 200;

    public int Run(byte[] input)
    {
        var regex = Re2Pattern.TryCompile(Bytes.Latin1(input), wholeValue: true, out var error);
        Check.Equal(regex is null, error is not null, "a reason comes with what is refused, and only with it");
        return HashCode.Combine(regex?.IsMatch(Value), error?.Split(' ')[0]);
    }
}
