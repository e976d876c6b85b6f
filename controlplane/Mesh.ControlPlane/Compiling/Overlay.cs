using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>What an audience has beyond, or instead of, what all proxies share. Knows no endpoints: those of a config change without it.</summary>
/// <param name="OnBase">Whether it lies on what all share; else it is all the audience has.</param>
/// <param name="Resources">All but endpoints.</param>
/// <param name="Services">Those whose endpoints the audience has beyond the shared ones.</param>
/// <param name="Hidden">Shared resources that the audience does not have.</param>
sealed record Overlay(
    bool OnBase, IReadOnlyList<Resource> Resources, IReadOnlySet<MeshService> Services, IReadOnlySet<ResourceKey> Hidden)
{
    public static readonly IReadOnlySet<ResourceKey> NothingHidden = new HashSet<ResourceKey>();

    static readonly IReadOnlySet<MeshService> NoServices = new HashSet<MeshService>();

    /// <summary>Of the audiences that have what all share and nothing else.</summary>
    public static Overlay Empty { get; } = new(true, [], NoServices, NothingHidden);

    /// <summary>Services by identity.</summary>
    public static HashSet<MeshService> SetOf(IEnumerable<MeshService> services) => new(services, ReferenceEqualityComparer.Instance);

    // Identity: each is compiled once for its audience.
    public bool Equals(Overlay? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
