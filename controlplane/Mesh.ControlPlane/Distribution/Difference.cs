using Mesh.Contract;

namespace Mesh.ControlPlane.Distribution;

/// <summary>What a proxy is missing.</summary>
/// <param name="Removed">Keys to take away, in key order.</param>
/// <param name="Changed">Resources to send, in key order.</param>
readonly record struct Difference(IReadOnlyList<ResourceKey> Removed, IReadOnlyList<Resource> Changed)
{
    public bool IsEmpty => Removed.Count == 0 && Changed.Count == 0;

    /// <summary>Without the resources of more than so many bytes, which no frame can carry; and those.</summary>
    public (Difference Sendable, IReadOnlyList<Resource> TooLarge) Within(int maxResourceSize)
    {
        var tooLarge = Changed.Where(resource => resource.CalculateSize() > maxResourceSize).ToList();
        return (tooLarge.Count == 0 ? this : this with { Changed = [.. Changed.Except(tooLarge)] }, tooLarge);
    }
}
