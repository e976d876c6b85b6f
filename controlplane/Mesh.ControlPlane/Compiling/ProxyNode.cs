using Mesh.Contract;
using Mesh.ControlPlane.Registry;

namespace Mesh.ControlPlane.Compiling;

/// <summary>The proxy that config is compiled for.</summary>
sealed class ProxyNode(Node node)
{
    /// <summary>The node as it introduced itself.</summary>
    public Node Node { get; } = node;

    public string Id => Node.Id;

    public bool IsGateway => Node.Type == NodeType.Gateway;

    public string Namespace { get; } = node.Namespace.Length > 0 ? node.Namespace : NamespaceOfId(node.Id);

    public IReadOnlyDictionary<string, string> Labels { get; } = new Dictionary<string, string>(node.Labels);

    /// <summary>What metrics call it (7.3).</summary>
    public WorkloadIdentity Identity(string trustDomain) => WorkloadNaming.Identity(
        Node.Workload.Length > 0 ? Node.Workload : WorkloadNaming.OfPod(Node.Id.Split('.')[0], Labels),
        Namespace, Labels, Node.ServiceAccount, trustDomain, Node.ClusterId);

    // An id is "<pod>.<namespace>" in Kubernetes.
    static string NamespaceOfId(string id)
    {
        var dot = id.LastIndexOf('.');
        return dot >= 0 && dot < id.Length - 1 ? id[(dot + 1)..] : "default";
    }
}
