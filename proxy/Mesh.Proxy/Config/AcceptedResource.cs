using Mesh.Contract;

namespace Mesh.Proxy.Config;

/// <summary>A resource in use, and what was decoded of it once.</summary>
/// <param name="Decoded">
/// By kind: <see cref="Workload"/>, <see cref="ServicePlan"/>, <see cref="RoutesPlan"/>, <see cref="GatewayServerPlan"/>; null for endpoints, which are many and
/// are decoded again where they changed, and for kinds this build does not know.
/// </param>
sealed record AcceptedResource(Resource Resource, object? Decoded);
