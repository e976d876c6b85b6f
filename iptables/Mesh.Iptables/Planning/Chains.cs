using System.Collections.Frozen;

namespace Mesh.Iptables.Planning;

/// <summary>The chains Istio users know. Only these count as made by this program: a foreign ISTIO_X stays untouched.</summary>
internal static class Chains
{
    public const string Prerouting = "PREROUTING";
    public const string Output = "OUTPUT";
    public const string Input = "INPUT";
    public const string Forward = "FORWARD";

    public const string IstioInbound = "ISTIO_INBOUND";
    public const string IstioInRedirect = "ISTIO_IN_REDIRECT";
    public const string IstioOutput = "ISTIO_OUTPUT";
    public const string IstioRedirect = "ISTIO_REDIRECT";
    public const string IstioDrop = "ISTIO_DROP";

    /// <summary>Holds the DROP rules in force while rules are replaced: a chain of its own, so no rule of the user is taken for it.</summary>
    public const string Guardrail = "ISTIO_GUARDRAIL";

    /// <summary>Includes the chains that Istio itself makes for TPROXY and DNS, so that clean-up and reconcile can follow it.</summary>
    private static readonly FrozenSet<string> Ours = FrozenSet.Create(
        IstioInbound, IstioInRedirect, IstioOutput, IstioRedirect, IstioDrop, Guardrail,
        "ISTIO_OUTPUT_DNS", "ISTIO_DIVERT", "ISTIO_TPROXY");

    public static bool IsOurs(string chain) => Ours.Contains(chain);
}
