using System.Collections.Frozen;

namespace Mesh.ControlPlane.Resources.Networking;

/// <summary>The map that stands for "no condition was written".</summary>
static class StringMatchMap
{
    public static readonly IReadOnlyDictionary<string, StringMatch> Empty = FrozenDictionary<string, StringMatch>.Empty;
}
