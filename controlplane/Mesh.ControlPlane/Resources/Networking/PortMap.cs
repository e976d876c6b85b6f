using System.Collections.Frozen;

namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>The map that stands for "no port was written".</summary>
static class PortMap
{
    public static readonly IReadOnlyDictionary<string, int> Empty = FrozenDictionary<string, int>.Empty;
}
