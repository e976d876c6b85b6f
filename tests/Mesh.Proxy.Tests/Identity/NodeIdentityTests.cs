using System.Net;
using Mesh.Contract;
using Mesh.Proxy.Identity;
using Xunit;

namespace Mesh.Proxy.Tests.Identity;

public sealed class NodeIdentityTests
{
    readonly Dictionary<string, string> variables = [];
    readonly Dictionary<string, string> files = [];

    [Fact]
    public void A_pods_workload_is_left_to_the_control_plane_which_names_all_pods_alike()
    {
        Set("POD_NAME", "reviews-v3", "POD_NAMESPACE", "prod", "ISTIO_METAJSON_LABELS", "{\"app\":\"reviews\"}");
        Assert.Equal("", Read(new NodeOptions()).Workload);
    }

    [Fact]
    public void A_pod_is_read_from_what_the_injector_sets()
    {
        Set("POD_NAME", "reviews-1", "POD_NAMESPACE", "prod", "INSTANCE_IP", "10.0.0.5", "SERVICE_ACCOUNT", "reviews", "ISTIO_META_CLUSTER_ID", "east",
            "ISTIO_META_MESH_ID", "m", "ISTIO_META_WORKLOAD_NAME", "reviews-v1", "ISTIO_META_NETWORK", "n1", "ISTIO_META_OWNER", "kubernetes://x",
            "ISTIO_METAJSON_LABELS", "{\"app\":\"reviews\",\"version\":\"v1\"}", "ISTIO_METAJSON_PORTS", "{\"a\":1}");
        files["/etc/istio/pod/labels"] = "app=\"old\"\ntopology.kubernetes.io/region=\"eu\"\n";

        var node = Read(new NodeOptions());

        Assert.Equal(("reviews-1.prod", "prod", "reviews-v1", "reviews"), (node.Id, node.Namespace, node.Workload, node.ServiceAccount));
        Assert.Equal(("east", "m", "n1"), (node.ClusterId, node.MeshId, node.Network));
        Assert.Equal(("reviews", "v1", "eu"), (node.Labels["app"], node.Labels["version"], node.Locality.Region));
        Assert.Equal(("kubernetes://x", "1"), (node.Metadata["OWNER"], node.Metadata["a"]));
        Assert.False(node.Metadata.ContainsKey("CLUSTER_ID"));
        Assert.Equal(["10.0.0.5", "192.168.1.2"], node.Addresses.Select(address => new IPAddress(address.Span).ToString()));
    }

    [Fact]
    public void Flags_win()
    {
        Set("POD_NAME", "p", "POD_NAMESPACE", "n", "INSTANCE_IP", "10.0.0.5", "ISTIO_META_WORKLOAD_NAME", "w");

        var node = Read(new NodeOptions
        {
            Type = NodeType.Gateway, Id = "id", Namespace = "ns", Workload = "wl", Labels = ["a=b=c"], Addresses = ["::1", "1.2.3.4"],
        });

        Assert.Equal((NodeType.Gateway, "id", "ns", "wl", "b=c"), (node.Type, node.Id, node.Namespace, node.Workload, node.Labels["a"]));
        Assert.Equal([16, 4], node.Addresses.Select(address => address.Length));
    }

    [Fact]
    public void A_bare_host_is_named_after_itself()
    {
        var node = Read(new NodeOptions());

        Assert.Equal(("vm-1", "default", "vm-1", "Kubernetes"), (node.Id, node.Namespace, node.Workload, node.ClusterId));
        Assert.Single(node.Addresses);
    }

    [Fact]
    public void Istios_locality_label_comes_first()
    {
        var node = Read(new NodeOptions { Labels = ["istio-locality=us-east.a.rack1", "topology.kubernetes.io/region=eu"] });

        Assert.Equal(("us-east", "a", "rack1"), (node.Locality.Region, node.Locality.Zone, node.Locality.Subzone));
    }

    [Fact]
    public void What_cannot_be_understood_is_named()
    {
        Assert.Contains("--node-label x", Assert.Throws<NodeIdentityException>(() => Read(new NodeOptions { Labels = ["x"] })).Message);
        Assert.Contains("--node-address nowhere", Assert.Throws<NodeIdentityException>(() => Read(new NodeOptions { Addresses = ["nowhere"] })).Message);
        Set("ISTIO_METAJSON_LABELS", "{");
        Assert.Contains("ISTIO_METAJSON_LABELS", Assert.Throws<NodeIdentityException>(() => Read(new NodeOptions())).Message);
    }

    [Theory]
    [InlineData("a=\"b\"", "b")]
    [InlineData("a=\"\"", "")]
    [InlineData("a=\"x=y\"", "x=y")]
    [InlineData("a=\"say \\\"hi\\\"\\n\\t\\\\\"", "say \"hi\"\n\t\\")]
    [InlineData("a=\"\\u00e9\\x41\\U0001F600\"", "\u00e9A\U0001F600")]
    public void Downward_api_values_are_unquoted_as_go_quoted_them(string line, string value) =>
        Assert.Equal(value, DownwardApiFile.Parse("labels", line + "\n")["a"]);

    [Theory]
    [InlineData("a")]
    [InlineData("=\"b\"")]
    [InlineData("a=b")]
    [InlineData("a=\"b")]
    [InlineData("a=\"b\"c\"")]
    [InlineData("a=\"\\\"")]
    [InlineData("a=\"\\q\"")]
    [InlineData("a=\"\\u12\"")]
    [InlineData("a=\"\\ud800\"")]
    public void A_malformed_line_is_named(string line) => Assert.Equal(
        "/etc/istio/pod/labels: line 2 is not of the form key=\"value\"",
        Assert.Throws<NodeIdentityException>(() => DownwardApiFile.Parse("/etc/istio/pod/labels", "\n" + line)).Message);

    Node Read(NodeOptions options) => NodeIdentity.Read(
        options,
        new NodeEnvironment(variables, path => files.GetValueOrDefault(path), () => [IPAddress.Parse("192.168.1.2")], "vm-1"));

    void Set(params string[] pairs)
    {
        for (var i = 0; i < pairs.Length; i += 2)
        {
            variables[pairs[i]] = pairs[i + 1];
        }
    }
}
