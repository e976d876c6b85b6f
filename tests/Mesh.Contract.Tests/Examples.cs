using Google.Protobuf;

namespace Mesh.Contract.Tests;

/// <summary>Messages that use every part of the contract once.</summary>
static class Examples
{
    public static Node Node => new()
    {
        Id = "reviews-v1-abc.default",
        Type = NodeType.Sidecar,
        Namespace = "default",
        Workload = "reviews-v1",
        ServiceAccount = "bookinfo-reviews",
        Labels = { ["app"] = "reviews" },
        Addresses = { ByteString.CopyFrom(10, 0, 0, 1) },
        Locality = new Locality { Region = "r", Zone = "z" },
    };

    public static Routes Routes => new()
    {
        Name = "default/reviews",
        Domains = { "reviews.default.svc.cluster.local" },
        Origin = "VirtualService default/reviews",
        Http =
        {
            new HttpRule
            {
                Origin = "VirtualService default/reviews http[0]",
                Matches =
                {
                    new HttpMatch { Headers = { new NamedMatch { Name = "end-user", Value = new StringMatch { Exact = "jason" } } } },
                },
                Forward = new Forward
                {
                    Destinations = { new WeightedDestination { Hostname = "reviews.default.svc.cluster.local", Subset = "v2" } },
                },
                TimeoutMs = 5000,
            },
        },
    };

    public static Endpoints Endpoints => new()
    {
        Hostname = "reviews.default.svc.cluster.local",
        Endpoints_ =
        {
            new Endpoint
            {
                Ip = ByteString.CopyFrom(10, 0, 0, 2),
                Ports = { new EndpointPort { ServicePort = 9080, Port = 9080 } },
                Labels = { ["version"] = "v2" },
            },
        },
    };

    public static Service Service => new()
    {
        Hostname = "reviews.default.svc.cluster.local",
        Name = "reviews",
        Namespace = "default",
        Ports = { new ServicePort { Number = 9080, Name = "http", Protocol = Protocol.Http } },
        Subsets = { new Subset { Name = "", Policies = { new PortPolicy { ConnectTimeoutMs = 10_000 } } } },
    };

    public static SnapshotContent Snapshot => ResourceSet.Of(7, [
        ResourceCodec.Pack(Kind.Workload, ResourceCodec.WorkloadName, new Workload { TrustDomain = "cluster.local" }),
        ResourceCodec.Pack(Kind.Service, Service.Hostname, Service),
        ResourceCodec.Pack(Kind.Endpoints, Endpoints.Hostname, Endpoints),
        ResourceCodec.Pack(Kind.Routes, Routes.Name, Routes),
    ]).ToSnapshot(Node);

    public static Resource Resource(Kind kind, string name, string content) => new()
    {
        Kind = kind,
        Name = name,
        Body = ByteString.CopyFromUtf8(content),
        Hash = ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(content)),
    };
}
