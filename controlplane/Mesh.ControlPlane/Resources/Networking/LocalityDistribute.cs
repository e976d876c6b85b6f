namespace Mesh.ControlPlane.Resources.Networking;

/// <param name="From">Client locality, <c>region/zone/subzone</c> with trailing <c>*</c>.</param>
/// <param name="To">Locality to percent; sums to 100.</param>
public sealed record LocalityDistribute(string From, IReadOnlyDictionary<string, int> To);
