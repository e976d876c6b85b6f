namespace Mesh.Iptables;

/// <summary>Exit codes, as Istio's istio-iptables has them.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>The rules are not effective; Istio's CNI repair controller looks for this code.</summary>
    public const int ValidationFailed = 126;
}
