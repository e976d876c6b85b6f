using Mesh.Iptables.Applying;

namespace Mesh.Iptables.Tests.Applying;

/// <summary>
/// A host whose iptables programs answer from tables in memory: what -save prints is set by the test, what -restore was
/// given is kept. A program that is not set is not installed.
/// </summary>
sealed class FakeXtables : ICommandRunner
{
    readonly Dictionary<string, string> _saved = [];
    readonly Dictionary<string, CommandResult> _failures = [];

    /// <summary>Program and input of each -restore that was not a test, in order.</summary>
    public List<(string Program, string Input)> Restores { get; } = [];

    /// <summary>Every command line, in order.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>Installs a variant, such as <c>iptables-nft</c>, whose -save prints the text.</summary>
    public FakeXtables Install(string name, string saved = "")
    {
        _saved[name] = saved;
        return this;
    }

    /// <summary>Makes every command line that begins so fail.</summary>
    public FakeXtables Fail(string commandLine, int exitCode, string error)
    {
        _failures[commandLine] = new CommandResult(exitCode, "", error);
        return this;
    }

    public bool Exists(string program) => _saved.ContainsKey(Stem(program)) || program == "ip";

    public CommandResult Run(string program, IReadOnlyList<string> arguments, string input = "")
    {
        var commandLine = $"{program} {string.Join(' ', arguments)}".Trim();
        Commands.Add(commandLine);
        if (_failures.FirstOrDefault(failure => commandLine.StartsWith(failure.Key, StringComparison.Ordinal)).Value is { } failed)
        {
            return failed;
        }

        if (program.EndsWith("-restore", StringComparison.Ordinal) && !arguments.Contains("--test"))
        {
            Restores.Add((program, input));
        }

        return new CommandResult(0, arguments is ["--version"] ? Version(program) : _saved.GetValueOrDefault(Stem(program), ""), "");
    }

    static string Version(string program) => program.Contains("legacy") ? $"{program} v1.8.9 (legacy)" : $"{program} v1.8.9 (nf_tables)";

    static string Stem(string program) => program[..Math.Max(0, program.LastIndexOf('-'))];
}
