namespace Mesh.ControlPlane.Resources.Networking;

/// <param name="Mode">What happens to destinations nobody declared (5.27).</param>
/// <param name="EgressProxy">Where unknown traffic is sent instead of straight out; null is nowhere.</param>
public sealed record OutboundTrafficPolicy(OutboundTrafficMode Mode, Destination? EgressProxy);
