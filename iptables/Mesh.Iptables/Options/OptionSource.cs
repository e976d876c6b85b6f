namespace Mesh.Iptables.Options;

/// <summary>Decides which of command line, environment and default gives an option its text: in that order, as in Istio.</summary>
/// <param name="commandLine">The text a flag has on the command line; null when it is not there.</param>
/// <param name="environment">The value of a variable; null when it is not set.</param>
internal sealed class OptionSource(Func<Flag, string?> commandLine, Func<string, string?> environment)
{
    public OptionValue this[Flag flag] =>
        FromCommandLine(flag) ?? FromEnvironment(flag) ?? new OptionValue(flag.Label, flag.Default, IsDefault: true);

    private OptionValue? FromCommandLine(Flag flag) =>
        flag.Name is not null && commandLine(flag) is { } text ? new OptionValue($"--{flag.Name}", text, IsDefault: false) : null;

    // The later variable wins: Istio binds its second names (ISTIO_META_DNS_CAPTURE, INVALID_DROP, ISTIO_DUAL_STACK) last.
    private OptionValue? FromEnvironment(Flag flag)
    {
        foreach (var variable in flag.Variables.Reverse())
        {
            if (environment(variable) is { } text && !(text.Length == 0 && IsUnsetWhenEmpty(flag)))
            {
                return new OptionValue(variable, text, IsDefault: false);
            }
        }

        return null;
    }

    // Pod templates set variables to "" where they mean "default"; for a list that may be empty, "" is a value of its own.
    private static bool IsUnsetWhenEmpty(Flag flag) => flag.Default.Length > 0 && flag != Flags.OwnerGroups;
}
