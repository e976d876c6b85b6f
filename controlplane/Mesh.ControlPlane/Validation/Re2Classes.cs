namespace Mesh.ControlPlane.Validation;

/// <summary>RE2's named character classes as ranges for the inside of brackets.</summary>
static class Re2Classes
{
    static readonly string[] Categories =
    [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co", "Cn",
    ];

    /// <summary>ASCII only, unlike .NET's. The complements are spelt out because they may stand inside another class.</summary>
    public static string? Perl(char letter) => letter switch
    {
        'd' => "0-9",
        'D' => @"\0-/:-\uFFFF",
        'w' => "0-9A-Za-z_",
        'W' => @"\0-/:-@\[-\^`{-\uFFFF",
        's' => @"\t\n\f\r ",
        'S' => @"\0-\x08\x0B\x0E-\x1F!-\uFFFF",
        _ => null,
    };

    /// <summary>By name without colons, with <c>^</c> in front for the complement of the common ones.</summary>
    public static string? Posix(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => @"\0-\x7F",
        "blank" => @"\t ",
        "cntrl" => @"\0-\x1F\x7F",
        "digit" => Perl('d'),
        "^digit" => Perl('D'),
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => @"!-/:-@\[-`{-~",
        "space" => @"\t\n\v\f\r ",
        "upper" => "A-Z",
        "word" => Perl('w'),
        "^word" => Perl('W'),
        "xdigit" => "0-9A-Fa-f",
        _ => null,
    };

    public static bool IsCategory(string name) => Categories.Contains(name);
}
