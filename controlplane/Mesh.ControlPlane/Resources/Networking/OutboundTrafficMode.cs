namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>A Sidecar that writes the block without a mode gets REGISTRY_ONLY, as in Istio; MeshConfig's default is ALLOW_ANY.</summary>
public enum OutboundTrafficMode
{
    RegistryOnly,
    AllowAny,
    AllowAnyDynamicDns,
}
