namespace Mesh.ControlPlane.Compiling;

/// <summary>
/// All that config depends on beyond the proxy's own Workload: proxies with equal audiences get the same objects. It holds nothing that no
/// resource asks about, so that what a client makes up about itself does not make an audience.
/// </summary>
/// <param name="IsGateway">Sidecar or gateway.</param>
/// <param name="Namespace">Decides visibility and precedence; <see cref="Anywhere"/> where no resource treats it unlike any other.</param>
/// <param name="Sidecar">By name; empty for none.</param>
/// <param name="Labels">Those of the node's labels, key and value, that some selector or source match asks for, as text.</param>
/// <param name="Ports">A gateway's service ports and where it listens for them, as text.</param>
readonly record struct Audience(bool IsGateway, string Namespace, string Sidecar, string Labels, string Ports)
{
    /// <summary>Stands for all namespaces that no resource names. No namespace can be called so (RFC 1123).</summary>
    public const string Anywhere = "~";

    public override string ToString() => string.Join(' ', new[]
    {
        IsGateway ? "gateway" : "sidecar", $"namespace={Namespace}", Sidecar.Length > 0 ? $"Sidecar={Sidecar}" : "",
        Labels.Length > 0 ? $"labels={Labels}" : "", Ports.Length > 0 ? $"ports={Ports}" : "",
    }.Where(part => part.Length > 0));
}
