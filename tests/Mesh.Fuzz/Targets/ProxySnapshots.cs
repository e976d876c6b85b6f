using Google.Protobuf;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Endpoint = Mesh.Contract.Endpoint;

namespace Mesh.Fuzz.Targets;

/// <summary>Resources that a control plane sends, under hashes that fit: each is used or rejected with a reason, and none takes the others down.</summary>
sealed class ProxySnapshots : IFuzzTarget
{
    const string Host = "a.example.com";

    public IEnumerable<byte[]> Seeds
    {
        get
        {
            var service = new Service
            {
                Hostname = Host, Name = "a", Namespace = "default", Addresses = { new Cidr { Address = ByteString.CopyFrom(10, 0, 0, 0), PrefixLength = 24 } },
                Ports = { new ServicePort { Number = 80, Protocol = Protocol.Http }, new ServicePort { Number = 81, Protocol = Protocol.Tcp } },
                Subsets = { new Subset { Policies = { new PortPolicy { LoadBalancer = LoadBalancer.RoundRobin } } }, new Subset { Name = "v1", Labels = { ["v"] = "1" } } },
            };
            var endpoints = new Endpoints
            {
                Hostname = Host,
                Endpoints_ = { new Endpoint { Ip = ByteString.CopyFrom(10, 1, 0, 1), Weight = 3, Labels = { ["v"] = "1" } }, new Endpoint { Dns = "b.example.com" } },
            };
            var rule = new HttpRule
            {
                Matches = { new HttpMatch { Uri = new StringMatch { Regex = "/(a|b)+" }, Headers = { new NamedMatch { Name = "x", Value = new StringMatch { Prefix = "y" } } } } },
                Rewrite = new Rewrite { Regex = "^/(a)", RegexSubstitution = "/\\1" }, TimeoutMs = 5,
                Forward = new Forward { Destinations = { new WeightedDestination { Hostname = Host, Port = 80, Weight = 1, Subset = "v1" } } },
            };
            var routes = new Routes { Name = "r", Domains = { Host, "*.example.com" }, Http = { rule } };
            yield return Content(
                ResourceCodec.Pack(Kind.Service, Host, service), ResourceCodec.Pack(Kind.Endpoints, Host, endpoints), ResourceCodec.Pack(Kind.Routes, "r", routes),
                ResourceCodec.Pack(Kind.Workload, ResourceCodec.WorkloadName, new Workload { Identity = new WorkloadIdentity { Namespace = "default" } }));
            yield return Content(ResourceCodec.Pack(Kind.Service, "x y", new Service { Hostname = "x y" }));
        }
    }

    public IReadOnlyList<byte[]> Words { get; } =
        [.. Bytes.Words(Host, "*", "*.", ":80", "(", "\r\n", "%REQ(x)%", "../"), [0x80, 0x80, 0x80, 0x80, 0x10], [0x0A, 0], [0x12, 2, 8, 1], [0x18, 0xFF, 0xFF, 3], [8, 2]];

    public int Run(byte[] input)
    {
        SnapshotContent content;
        try
        {
            content = SnapshotContent.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException)
        {
            return 0;
        }

        var set = ResourceSet.Of(1, content.Resources.Select(Signed));
        return HashCode.Combine(Build(set, NodeType.Sidecar), Build(set, NodeType.Gateway));
    }

    static int Build(ResourceSet set, NodeType type)
    {
        var builder = new SnapshotBuilder(workers: 1, type);
        var first = builder.Build(set, DnsAnswers.None);
        var second = builder.Build(set, DnsAnswers.None);
        Check.Equal(first.Rejections.Count, second.Rejections.Count, "the same resources are judged the same");
        Check.That(first.Rejections.Count <= set.Count, "a resource is rejected once");
        return HashCode.Combine(set.Count, first.Rejections.Count, first.Snapshot.Clusters.Count);
    }

    static Resource Signed(Resource resource) =>
        new() { Kind = resource.Kind, Name = resource.Name, Body = resource.Body, Hash = ContentHash.Of(resource.Body.Span) };

    static byte[] Content(params Resource[] resources) => new SnapshotContent { Resources = { resources } }.ToByteArray();
}
