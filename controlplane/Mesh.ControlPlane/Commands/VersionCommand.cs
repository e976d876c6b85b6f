using System.CommandLine;

namespace Mesh.ControlPlane.Commands;

/// <summary><c>version</c>: what build this is.</summary>
static class VersionCommand
{
    public static Command Create(string program)
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(result => result.InvocationConfiguration.Output.WriteLine($"{program} {BuildVersion.Text}"));
        return command;
    }
}
