using Mesh.Iptables.Applying;

namespace Mesh.Iptables.Tests.Applying;

/// <summary>Fails each -restore whose input holds a word, and passes everything else on.</summary>
sealed class FailingRestore(ICommandRunner inner, string word) : ICommandRunner
{
    public bool Exists(string program) => inner.Exists(program);

    public CommandResult Run(string program, IReadOnlyList<string> arguments, string input = "") =>
        input.Contains(word, StringComparison.Ordinal) ? new CommandResult(1, "", "refused by the test") : inner.Run(program, arguments, input);
}
