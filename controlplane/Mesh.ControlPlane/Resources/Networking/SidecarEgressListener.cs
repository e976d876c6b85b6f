namespace Mesh.ControlPlane.Resources.Networking;

public sealed record SidecarEgressListener
{
    /// <summary>Null: the catch-all listener.</summary>
    public Port? Port { get; init; }

    public string? Bind { get; init; }

    public CaptureMode CaptureMode { get; init; }

    /// <summary>As written: <c>ns/dns</c>, ns <c>*</c>, <c>.</c>, <c>~</c> or <c>~ns</c> (5.23).</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];
}
