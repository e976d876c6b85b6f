namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>Slow start (4.14).</summary>
public sealed record Warmup(TimeSpan Duration, double? MinimumPercent, double? Aggression);
