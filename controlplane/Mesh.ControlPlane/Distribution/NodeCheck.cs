using Mesh.Contract;

namespace Mesh.ControlPlane.Distribution;

/// <summary>Whether a node's introduction can be served. What it says goes into logs, tables and caches, so its size is bounded.</summary>
static class NodeCheck
{
    const int MaxTextLength = 512;
    const int MaxLabels = 256;
    const int MaxMetadata = 256;
    const int MaxMetadataLength = 4096;
    const int MaxAddresses = 64;

    /// <summary>Why not; null when it can.</summary>
    public static string? Refuse(Hello hello)
    {
        var node = hello.Node;
        if (node is null || node.Id.Length == 0)
            return "the hello names no node id";
        if (Texts(node).Append(hello.ProxyVersion).Any(text => text.Length > MaxTextLength))
            return $"a field of the node is longer than {MaxTextLength} characters";
        if (Texts(node).Any(text => text.Any(char.IsControl)))
            return "a field of the node, such as its id or a label, has control characters";
        if (node.Labels.Count > MaxLabels)
            return $"the node has more than {MaxLabels} labels";
        return RefuseMetadata(node) ?? RefuseAddresses(node)
            ?? (Enum.IsDefined(node.Type) ? null : $"node type {(int)node.Type} is unknown to this build");
    }

    static string? RefuseMetadata(Node node) =>
        node.Metadata.Count > MaxMetadata ? $"the node has more than {MaxMetadata} metadata entries"
        : node.Metadata.Any(entry => entry.Key.Length > MaxTextLength || entry.Value.Length > MaxMetadataLength)
            ? $"a metadata entry of the node is longer than {MaxMetadataLength} characters"
        : null;

    static string? RefuseAddresses(Node node) =>
        node.Addresses.Count > MaxAddresses ? $"the node has more than {MaxAddresses} addresses"
        : node.Addresses.Any(address => address.Length is not (4 or 16)) ? "an address of the node has neither 4 nor 16 bytes"
        : null;

    static IEnumerable<string> Texts(Node node) =>
        new[]
        {
            node.Id, node.Namespace, node.Workload, node.ServiceAccount, node.ClusterId, node.MeshId, node.Network,
            node.Locality?.Region ?? "", node.Locality?.Zone ?? "", node.Locality?.Subzone ?? "",
        }.Concat(node.Labels.Keys).Concat(node.Labels.Values);
}
