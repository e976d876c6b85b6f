namespace Mesh.Iptables.Applying;

/// <summary>What a program that was run left behind.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;
}
