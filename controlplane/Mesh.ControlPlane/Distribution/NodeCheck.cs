using Mesh.Contract;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Whether a node's introduction can be served. What it says goes into logs, tables and caches, so its size is bounded.</summary>
static class NodeCheck
{
    const int MaxTextLength = 512;
    const int MaxLabels = 256;
    const int MaxAddresses = 64;

    /// <summary>Why not; null when it can.</summary>
    public static string? Refuse(Node? node)
    {
        if (node is null || node.Id.Length == 0)
            return "the hello names no node id";
        if (node.Id.Any(char.IsControl) || node.Namespace.Any(char.IsControl))
            return "the node's id or namespace has control characters";
        if (Texts(node).Any(text => text.Length > MaxTextLength))
            return $"a field of the node is longer than {MaxTextLength} characters";
        if (node.Labels.Count > MaxLabels || node.Metadata.Count > MaxLabels)
            return $"the node has more than {MaxLabels} labels or metadata entries";
        if (node.Addresses.Count > MaxAddresses)
            return $"the node has more than {MaxAddresses} addresses";
        if (node.Addresses.Any(address => address.Length is not (4 or 16)))
            return "an address of the node has neither 4 nor 16 bytes";
        return Enum.IsDefined(node.Type) ? null : $"node type {(int)node.Type} is unknown to this build";
    }

    static IEnumerable<string> Texts(Node node) =>
        new[] { node.Id, node.Namespace, node.Workload, node.ServiceAccount, node.ClusterId, node.MeshId, node.Network }
            .Concat(node.Labels.Keys).Concat(node.Labels.Values);
}
