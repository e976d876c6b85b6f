using System.Net;
using Google.Protobuf;
using Mesh.Contract;

namespace Mesh.Proxy.Identity;

/// <summary>
/// Who this proxy is, as it tells the control plane (2.25, 5.28): flags first, then Istio's environment variables (ISTIO_META_*, and those the injector
/// sets from the pod), then downward-API files, then what the host knows of itself.
/// </summary>
sealed class NodeIdentity
{
    const string MetaPrefix = "ISTIO_META_";
    const string MetaJsonPrefix = "ISTIO_METAJSON_";

    readonly NodeOptions options;
    readonly NodeEnvironment environment;
    readonly NodeMetadata metadata;

    NodeIdentity(NodeOptions options, NodeEnvironment environment)
    {
        this.options = options;
        this.environment = environment;
        metadata = NodeMetadata.Read(environment, MetaPrefix, MetaJsonPrefix);
    }

    /// <exception cref="NodeIdentityException">Something given cannot be understood.</exception>
    public static Node Read(NodeOptions options, NodeEnvironment environment) => new NodeIdentity(options, environment).Build();

    Node Build()
    {
        var node = new Node
        {
            Type = options.Type,
            Namespace = options.Namespace ?? environment.Variable("POD_NAMESPACE") ?? metadata.Take("NAMESPACE") ?? "default",
            ServiceAccount = options.ServiceAccount ?? environment.Variable("SERVICE_ACCOUNT") ?? metadata.Take("SERVICE_ACCOUNT") ?? "",
            ClusterId = options.ClusterId ?? metadata.Take("CLUSTER_ID") ?? "Kubernetes",
            MeshId = options.MeshId ?? metadata.Take("MESH_ID") ?? "",
            Network = options.Network ?? metadata.Take("NETWORK") ?? "",
        };
        AddLabels(node);
        node.Id = options.Id ?? DefaultId(node.Namespace);
        node.Workload = options.Workload ?? metadata.Take("WORKLOAD_NAME") ?? DefaultWorkload(node);
        node.Addresses.AddRange(Addresses().Select(address => ByteString.CopyFrom(address.GetAddressBytes())).Distinct());
        node.Locality = NodeLocality.Of(node.Labels);
        node.Metadata.Add(metadata.Rest);
        return node;
    }

    /// <summary>A pod's is left to the control plane, which names every pod by one rule: callers and the pod itself then say the same.</summary>
    string DefaultWorkload(Node node) =>
        environment.Variable("POD_NAME") is not null ? ""
        : Label(node, "service.istio.io/canonical-name") ?? Label(node, "app") ?? environment.HostName;

    string DefaultId(string workloadNamespace) =>
        environment.Variable("POD_NAME") is { } pod ? $"{pod}.{workloadNamespace}" : environment.HostName;

    /// <summary>The pod's own, overlaid by ISTIO_METAJSON_LABELS, overlaid by flags.</summary>
    void AddLabels(Node node)
    {
        var path = Path.Combine(options.PodDirectory, "labels");
        if (environment.ReadFile(path) is { } text)
        {
            node.Labels.Add(DownwardApiFile.Parse(path, text));
        }

        foreach (var (key, value) in metadata.Labels)
        {
            node.Labels[key] = value;
        }

        foreach (var label in options.Labels)
        {
            var equals = label.IndexOf('=');
            if (equals <= 0)
            {
                throw new NodeIdentityException($"--node-label {label}: not of the form key=value");
            }

            node.Labels[label[..equals]] = label[(equals + 1)..];
        }
    }

    /// <summary>Given ones, else the pod's, else those of the host's interfaces.</summary>
    IEnumerable<IPAddress> Addresses()
    {
        if (options.Addresses.Count > 0)
        {
            return options.Addresses.Select(address => Parse(address, "--node-address"));
        }

        var pod = environment.Variable("INSTANCE_IP") is { } ip ? [Parse(ip, "INSTANCE_IP")] : Array.Empty<IPAddress>();
        return pod.Concat(environment.InterfaceAddresses());
    }

    static IPAddress Parse(string text, string origin) =>
        IPAddress.TryParse(text.Trim(), out var address) ? address : throw new NodeIdentityException($"{origin} {text}: not an IP address");

    static string? Label(Node node, string name) => node.Labels.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
