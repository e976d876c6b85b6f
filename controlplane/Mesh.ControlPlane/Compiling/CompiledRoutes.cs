using Mesh.Contract;

namespace Mesh.ControlPlane.Compiling;

/// <summary>A Routes resource, and the host names it leads to.</summary>
sealed record CompiledRoutes(Resource Resource, IReadOnlyList<string> Destinations)
{
    public static CompiledRoutes Of(Routes routes, MeshTables tables) => new(
        tables.Pack(Kind.Routes, routes.Name, routes),
        [.. routes.Http.Select(rule => rule.Forward).Concat(routes.Tcp.Select(rule => rule.Forward))
            .SelectMany(forward => forward.Destinations).Select(destination => destination.Hostname).Distinct()]);
}
