using Mesh.Iptables.Planning;
using Mesh.Iptables.State;

namespace Mesh.Iptables.Applying;

/// <summary>
/// DROP rules in force while rules are replaced: without them a connection opened between two transactions would leave in
/// plaintext. They stand in a chain of their own, so taking them away cannot take a rule of the user.
/// </summary>
internal static class Guardrail
{
    private static readonly string[] Hooks = [Chains.Input, Chains.Forward, Chains.Output];

    public static string Lower { get; } = Transaction(
    [
        .. Hooks.Select(hook => $"-D {hook} -j {Chains.Guardrail}"),
        $"-F {Chains.Guardrail}",
        $"-X {Chains.Guardrail}",
    ]);

    /// <param name="filter">The filter table in force: a run that was killed may have left its guardrail behind.</param>
    public static string Raise(SavedTable filter) => Transaction(
    [
        .. filter.JumpsToOurs.Select(rule => $"-D {rule.Chain} {rule.Specification}"),
        filter.Chains.Contains(Chains.Guardrail) ? $"-F {Chains.Guardrail}" : $"-N {Chains.Guardrail}",
        $"-A {Chains.Guardrail} -p tcp -j DROP",
        $"-A {Chains.Guardrail} -p udp -j DROP",
        .. Hooks.Select(hook => $"-I {hook} 1 -j {Chains.Guardrail}"),
    ]);

    private static string Transaction(IEnumerable<string> lines) => $"*filter\n{string.Join('\n', lines)}\nCOMMIT\n";
}
