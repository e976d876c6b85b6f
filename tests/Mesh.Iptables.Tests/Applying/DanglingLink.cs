using Mesh.Iptables.Applying;

namespace Mesh.Iptables.Tests.Applying;

/// <summary>Programs whose name begins so are there but cannot be started; everything else is passed on.</summary>
sealed class DanglingLink(ICommandRunner inner, string name) : ICommandRunner
{
    public bool Exists(string program) => inner.Exists(program);

    public CommandResult Run(string program, IReadOnlyList<string> arguments, string input = "") =>
        program.StartsWith(name, StringComparison.Ordinal)
            ? throw new CaptureException($"{program} cannot be started: No such file or directory")
            : inner.Run(program, arguments, input);
}
