namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Injected faults (3.26, 3.27); the two are independent.</summary>
public sealed record HttpFaultInjection(FaultDelay? Delay, FaultAbort? Abort);
