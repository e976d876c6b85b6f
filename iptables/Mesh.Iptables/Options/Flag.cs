using System.Collections.Immutable;

namespace Mesh.Iptables.Options;

/// <summary>One option as users spell it: on the command line, in the environment, or in the environment only.</summary>
/// <param name="Name">The long flag without dashes, or null for an option that only the environment carries.</param>
/// <param name="Short">The one-letter form, or null.</param>
/// <param name="Variables">Environment variables that set it; a later one overrides an earlier one.</param>
/// <param name="Default">The text used when nothing sets the option; empty where the default is "none".</param>
/// <param name="Description">One sentence for <c>--help</c>.</param>
/// <param name="IsSwitch">True when the flag may stand without a value (meaning true).</param>
internal sealed record Flag(
    string? Name,
    char? Short,
    ImmutableArray<string> Variables,
    string Default,
    string Description,
    bool IsSwitch = false)
{
    /// <summary>How messages call the option when nothing set it.</summary>
    public string Label => Name is null ? Variables[0] : $"--{Name}";
}
