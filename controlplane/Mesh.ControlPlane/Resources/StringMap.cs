using System.Collections.Frozen;

namespace Mesh.ControlPlane.Resources;

/// <summary>The map that stands for "nothing was written".</summary>
static class StringMap
{
    public static readonly IReadOnlyDictionary<string, string> Empty = FrozenDictionary<string, string>.Empty;
}
