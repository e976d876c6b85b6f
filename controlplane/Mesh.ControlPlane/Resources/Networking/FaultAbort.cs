namespace Mesh.ControlPlane.Resources.Networking;

/// <param name="HttpStatus">Exactly one of this and <paramref name="GrpcStatus"/> is set.</param>
/// <param name="GrpcStatus">Name such as UNAVAILABLE, or a number.</param>
/// <param name="Percentage">0-100; null is 100.</param>
public sealed record FaultAbort(int? HttpStatus, string? GrpcStatus, double? Percentage);
