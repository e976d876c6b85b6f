using System.CommandLine;

namespace Mesh.Iptables.Options;

/// <summary>The command line of the program, built from <see cref="Flags"/>.</summary>
internal sealed class CommandLine
{
    /// <summary>Istio's image runs "pilot-agent istio-iptables ...": its container arguments begin with this word.</summary>
    private const string IstioSubcommand = "istio-iptables";

    private readonly Dictionary<Flag, Option<string[]>> _options = [];
    private readonly RootCommand _root;

    /// <param name="run">Called with the text of each flag on the command line (null when absent); returns the exit code.</param>
    public CommandLine(Func<Func<Flag, string?>, int> run)
    {
        _root = new RootCommand(
            "Captures a workload's traffic for the mesh proxy with iptables rules, as Istio's istio-iptables does: same flags, "
            + "variables, chains and rule order.\n\nOptions that only the environment carries:\n" + EnvironmentOnly());
        _root.Directives.Clear();
        foreach (var flag in Flags.All.Where(flag => flag.Name is not null))
        {
            _options[flag] = ToOption(flag);
            _root.Options.Add(_options[flag]);
        }

        _root.SetAction(parsed => run(flag => TextOf(parsed, flag)));
    }

    public int Invoke(string[] args, TextWriter output, TextWriter error)
    {
        var rest = args is [IstioSubcommand, ..] ? args[1..] : args;
        // "@file" is no response file here: a value must never make the program read one.
        var parsed = _root.Parse(rest, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count == 0 || parsed.Action is not null and not System.CommandLine.Invocation.ParseErrorAction)
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }

        foreach (var fault in parsed.Errors)
        {
            error.WriteLine($"error: {fault.Message}");
        }

        error.WriteLine("See mesh-iptables --help.");
        return 1;
    }

    private string? TextOf(ParseResult parsed, Flag flag)
    {
        if (!_options.TryGetValue(flag, out var option) || parsed.GetResult(option) is not { Implicit: false } result)
        {
            return null;
        }

        // Given twice, the last one counts; a switch without a value is true.
        return result.Tokens is [.., var last] ? last.Value : "true";
    }

    private static Option<string[]> ToOption(Flag flag) => new($"--{flag.Name}", Aliases(flag))
    {
        Description = Described(flag),
        HelpName = flag.IsSwitch ? "true|false" : "value",
        Arity = flag.IsSwitch ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private static string[] Aliases(Flag flag) => flag.Short is { } letter ? [$"-{letter}"] : [];

    private static string Described(Flag flag)
    {
        var variables = flag.Variables.IsEmpty ? "none" : string.Join(", ", flag.Variables);
        var fallback = flag.Default.Length == 0 ? "none" : flag.Default;
        return $"{flag.Description} [env: {variables}] [default: {fallback}]";
    }

    private static string EnvironmentOnly() => string.Join("\n", Flags.All.Where(flag => flag.Name is null).Select(flag =>
        $"{flag.Variables[0]}  {flag.Description} [default: {(flag.Default.Length == 0 ? "none" : flag.Default)}]"));
}
