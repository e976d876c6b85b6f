namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>A VirtualService whose routes stand in for this one's (3.18). Null namespace: the root's own.</summary>
public sealed record DelegateRoute(string Name, string? Namespace);
