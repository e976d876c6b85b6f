namespace Mesh.Iptables.Applying;

/// <summary>The programs of this host.</summary>
internal interface ICommandRunner
{
    /// <summary>True when the program can be found.</summary>
    bool Exists(string program);

    /// <summary>Runs a program to its end, in time bounded by the implementation.</summary>
    /// <exception cref="CaptureException">The program is missing, cannot be started or does not end.</exception>
    CommandResult Run(string program, IReadOnlyList<string> arguments, string input = "");
}
