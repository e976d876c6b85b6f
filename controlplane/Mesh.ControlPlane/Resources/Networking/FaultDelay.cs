namespace Mesh.ControlPlane.Resources.Networking;

/// <param name="FixedDelay">At least 1 ms.</param>
/// <param name="Percentage">0-100; null is 100.</param>
public sealed record FaultDelay(TimeSpan FixedDelay, double? Percentage);
