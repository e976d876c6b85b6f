using System.Net;
using Google.Protobuf;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Tests.Routing;
using Xunit;
using static Mesh.Proxy.Tests.Config.TestMesh;

namespace Mesh.Proxy.Tests.Config;

/// <summary>From resources to snapshots: sharing, isolation of bad resources, clusters.</summary>
public class SnapshotBuilderTests
{
    const string Reviews = "reviews.default.svc.cluster.local";

    static TestMesh Bookinfo() => new TestMesh()
        .Put(Kubernetes("reviews", "10.96.0.1", 9080, Protocol.Http, Version("v2"), Version("v3")))
        .PutEndpoints(Reviews, Pod("10.0.0.1"), Pod("10.0.0.2", "v2"), Pod("10.0.0.3", "v3"))
        .Put(new Routes
        {
            Name = "default/reviews",
            Domains = { Reviews },
            Origin = "VirtualService default/reviews",
            Http =
            {
                Rule("jason", [new HttpMatch { Headers = { new NamedMatch { Name = "end-user", Value = new StringMatch { Exact = "jason" } } } }], To(Reviews, "v2")),
                Rule("", [], To(Reviews, "v3")),
            },
        });

    [Fact]
    public void Jason_goes_to_v2_and_all_others_to_v3()
    {
        var mesh = Bookinfo();
        Assert.Empty(mesh.Build().Rejections);
        Assert.Equal($"outbound|9080|v2|{Reviews}", mesh.Ask("10.96.0.1", 9080, new TestRequest(host: "reviews:9080", headers: "end-user: jason")));
        Assert.Equal($"outbound|9080|v3|{Reviews}", mesh.Ask("10.96.0.1", 9080, new TestRequest(host: "reviews:9080")));
        Assert.Equal($"outbound|9080|v3|{Reviews}", mesh.Ask("10.96.0.1", 9080, new TestRequest(host: "reviews.default", headers: "end-user: bob")));
        Assert.Equal("jason", mesh.Match("10.96.0.1", 9080, new TestRequest(headers: "end-user: jason")).Route!.Name);
    }

    [Fact]
    public void A_subset_has_the_endpoints_with_its_labels()
    {
        var mesh = Bookinfo();
        mesh.Build();
        Assert.Equal(["10.0.0.2:9080"], Addresses(mesh, "v2"));
        Assert.Equal(["10.0.0.1:9080", "10.0.0.2:9080", "10.0.0.3:9080"], Addresses(mesh, ""));
    }

    [Fact]
    public void Endpoints_that_stay_keep_their_identity_and_changed_ones_do_not()
    {
        var mesh = Bookinfo();
        var before = mesh.Build(1).Snapshot;
        mesh.PutEndpoints(Reviews, Pod("10.0.0.1", weight: 5), Pod("10.0.0.3", "v3"), Pod("10.0.0.4", "v3"), Pod("10.0.0.3", "v3"));
        var after = mesh.Build(2).Snapshot;

        Assert.Equal(["10.0.0.3:9080", "10.0.0.4:9080"], Addresses(mesh, "v3"));
        Assert.Same(ClusterOf(before, "v3").Endpoints[0], ClusterOf(after, "v3").Endpoints[0]);
        Assert.Empty(ClusterOf(after, "v2").Endpoints);
        Assert.NotSame(ClusterOf(before, "").Endpoints[0], ClusterOf(after, "").Endpoints[0]);
        Assert.Same(ClusterOf(before, "").Endpoints[2], ClusterOf(after, "").Endpoints[1]);
        Assert.Same(ClusterOf(after, "v3").Endpoints[0].Workload, ClusterOf(after, "v3").Endpoints[1].Workload);
    }

    [Fact]
    public void What_did_not_change_is_the_same_object()
    {
        var mesh = Bookinfo().Put(Kubernetes("other", "10.96.0.9", 80, Protocol.Http)).PutEndpoints("other.default.svc.cluster.local", Pod("10.0.9.1"));
        var before = mesh.Build(1).Snapshot;
        mesh.PutEndpoints("other.default.svc.cluster.local", Pod("10.0.9.2"));
        var after = mesh.Build(2).Snapshot;

        Assert.All(before.Clusters.Where(cluster => cluster.ServiceHostname != "other.default.svc.cluster.local"), cluster => Assert.Contains(cluster, after.Clusters));
        Assert.Same(before.Passthrough, after.Passthrough);
        Assert.Same(before.Inbound, after.Inbound);
        Assert.Same(before.Workload, after.Workload);
        Assert.Equal(2ul, after.Generation);
    }

    [Fact]
    public void A_bad_resource_is_refused_by_itself_and_its_last_good_version_stays()
    {
        var mesh = Bookinfo();
        mesh.Build(1);
        mesh.Put(new Routes { Name = "default/reviews", Domains = { Reviews }, Http = { Rule("bad", [new HttpMatch { Uri = new StringMatch { Regex = "(" } }], To(Reviews)) } })
            .Put(Kubernetes("new", "10.96.0.7", 80, Protocol.Http));
        var build = mesh.Build(2);

        var rejection = Assert.Single(build.Rejections);
        Assert.Equal((Kind.Routes, "default/reviews"), (rejection.Kind, rejection.Name));
        Assert.Contains("VirtualService default/bad", rejection.Reason);
        Assert.Contains("missing )", rejection.Reason);
        Assert.Equal($"outbound|9080|v2|{Reviews}", mesh.Ask("10.96.0.1", 9080, new TestRequest(headers: "end-user: jason")));
        Assert.Equal("outbound|80||new.default.svc.cluster.local", mesh.Ask("10.96.0.7", 80, new TestRequest(host: "new")));

        Assert.Single(mesh.Build(3).Rejections);
        Assert.Empty(Bookinfo().Build(4).Rejections);
        mesh.Remove(Kind.Routes, "default/reviews");
        Assert.Empty(mesh.Build(5).Rejections);
        Assert.Equal($"outbound|9080||{Reviews}", mesh.Ask("10.96.0.1", 9080, new TestRequest(headers: "end-user: jason")));
    }

    public static TheoryData<string, Kind, string, IMessage> Bad => new()
    {
        { "is no host name", Kind.Service, "a b", new Service { Hostname = "a b" } },
        { "is no host name", Kind.Service, "", new Service() },
        { "0 is no port", Kind.Service, "a", new Service { Hostname = "a", Ports = { new ServicePort() } } },
        { "70000 is no port", Kind.Service, "a", new Service { Hostname = "a", Ports = { new ServicePort { Number = 70000 } } } },
        { "port 80 is listed twice", Kind.Service, "a", new Service { Hostname = "a", Ports = { new ServicePort { Number = 80 }, new ServicePort { Number = 80 } } } },
        { "subset \"v1\" is listed twice", Kind.Service, "a", new Service { Hostname = "a", Subsets = { Version("v1"), Version("v1") } } },
        { "an address has 3 bytes", Kind.Service, "a", new Service { Hostname = "a", Addresses = { new Cidr { Address = ByteString.CopyFrom(1, 2, 3) } } } },
        { "longer than an address", Kind.Service, "a", new Service { Hostname = "a", Addresses = { CidrOf("10.0.0.1", 33) } } },
        { "bits set", Kind.Service, "a", new Service { Hostname = "a", Addresses = { CidrOf("10.0.0.1", 0) } } },
        { "its body says \"b\"", Kind.Service, "a", new Service { Hostname = "b" } },
        { "no address", Kind.Endpoints, "a", new Endpoints { Hostname = "a", Endpoints_ = { new Contract.Endpoint() } } },
        { "wildcard", Kind.Endpoints, "a", new Endpoints { Hostname = "a", Endpoints_ = { new Contract.Endpoint { Dns = "*.a" } } } },
        { "no absolute path", Kind.Endpoints, "a", new Endpoints { Hostname = "a", Endpoints_ = { new Contract.Endpoint { UnixPath = "x" } } } },
        { "is no host name", Kind.Routes, "r", new Routes { Name = "r", Domains = { "a/b" } } },
        { "weights", Kind.Routes, "r", new Routes { Name = "r", Http = { Rule("x", [], To("a", weight: int.MaxValue), To("b", weight: 1)) } } },
        { "no header name", Kind.Routes, "r", WithRequestSet("a b", "1") },
        { "line break", Kind.Routes, "r", WithRequestSet("x", "1\r\nEvil: 1") },
        { "belongs to the connection", Kind.Routes, "r", WithRequestSet("Content-Length", "1") },
        { "belongs to the connection", Kind.Routes, "r", WithRequestSet("transfer-encoding", "chunked") },
        { "authority rewrite", Kind.Routes, "r", WithRequestSet("Host", "a b") },
        { "request line", Kind.Routes, "r", WithRewrite(new Rewrite { Uri = "/a b" }) },
        { "names group 2", Kind.Routes, "r", WithRewrite(new Rewrite { Regex = "(a)", RegexSubstitution = @"\2" }) },
        { "missing )", Kind.Routes, "r", WithRewrite(new Rewrite { Regex = "(a", RegexSubstitution = "x" }) },
        { "not supported", Kind.GatewayServer, "g", new GatewayServer { Name = "g", Port = 443, Protocol = Protocol.Https } },
        { "is no port", Kind.GatewayServer, "g", new GatewayServer { Name = "g", Protocol = Protocol.Http } },
        { "bind", Kind.GatewayServer, "g", new GatewayServer { Name = "g", Port = 80, Protocol = Protocol.Http, Bind = "nowhere" } },
        { "its body says", Kind.Workload, "other", new Workload() },
    };

    static Routes WithRequestSet(string name, string value) => new()
    {
        Name = "r",
        Http = { new HttpRule { Headers = new HeaderEdits { Request = new() { Set = { new Header { Name = name, Value = value } } } } } },
    };

    static Routes WithRewrite(Rewrite rewrite) => new() { Name = "r", Http = { new HttpRule { Rewrite = rewrite } } };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Says_why_a_resource_is_refused(string reason, Kind kind, string name, IMessage body)
    {
        var mesh = Bookinfo().Put(kind, name, body);
        var rejection = Assert.Single(mesh.Build().Rejections);
        Assert.Equal((kind, name), (rejection.Kind, rejection.Name));
        Assert.Contains(reason, rejection.Reason);
        Assert.Equal($"outbound|9080|v3|{Reviews}", mesh.Ask("10.96.0.1", 9080, new TestRequest()));
    }

    [Fact]
    public void A_body_that_is_not_its_hash_is_refused()
    {
        var good = ResourceCodec.Pack(Kind.Service, "a", new Service { Hostname = "a" });
        good.Hash = ContentHash.Of("other"u8);
        Assert.Contains("hash", Assert.Single(Bookinfo().Put(good).Build().Rejections).Reason);
    }

    [Fact]
    public void Kinds_of_a_newer_control_plane_are_kept_and_not_used()
    {
        var build = Bookinfo().Put((Kind)99, "x", new Service { Hostname = "x" }).Build();
        Assert.Empty(build.Rejections);
        Assert.True(build.InUse.ByKey.ContainsKey(new ResourceKey((Kind)99, "x")));
    }

    [Fact]
    public void No_truncation_or_garbage_gets_through_or_harms_the_rest()
    {
        var random = new Random(3);
        var good = Bookinfo();
        good.Build();
        foreach (var resource in good.Resources.ToList())
        {
            for (var length = 0; length < resource.Body.Length; length++)
            {
                var garbage = new byte[length];
                random.NextBytes(garbage);
                foreach (var body in new[] { resource.Body.Span[..length].ToArray(), garbage })
                {
                    // With a true hash: as a broken compiler would send it.
                    var mesh = new TestMesh().Put(Kubernetes("other", "10.96.0.9", 80, Protocol.Http));
                    mesh.Put(new Resource { Kind = resource.Kind, Name = resource.Name, Body = ByteString.CopyFrom(body), Hash = ContentHash.Of(body) });
                    mesh.Build();
                    Assert.Equal("outbound|80||other.default.svc.cluster.local", mesh.Ask("10.96.0.9", 80, new TestRequest(host: "other.default")));
                }
            }
        }
    }

    [Fact]
    public void An_unknown_subset_or_host_is_a_missing_cluster_by_its_name()
    {
        var mesh = Bookinfo().Put(new Routes
        {
            Name = "default/reviews",
            Domains = { Reviews },
            Http =
            {
                Rule("a", [new HttpMatch { Uri = new StringMatch { Exact = "/subset" } }], To(Reviews, "v9")),
                Rule("b", [new HttpMatch { Uri = new StringMatch { Exact = "/host" } }], To("nowhere", port: 81)),
                Rule("c", [new HttpMatch { Uri = new StringMatch { Exact = "/none" } }]),
            },
        });
        mesh.Build();
        Assert.Equal($"missing outbound|9080|v9|{Reviews}", mesh.Ask("10.96.0.1", 9080, new TestRequest("/subset")));
        Assert.Equal("missing outbound|81||nowhere", mesh.Ask("10.96.0.1", 9080, new TestRequest("/host")));
        Assert.Equal("NotFound", mesh.Ask("10.96.0.1", 9080, new TestRequest("/none")));
        Assert.Equal("NotFound", mesh.Ask("10.96.0.1", 9080, new TestRequest("/other")));
    }

    [Fact]
    public void Policies_are_those_of_the_port_else_of_the_subset()
    {
        var service = Kubernetes("reviews", "10.96.0.1", 9080, Protocol.Http);
        service.Ports.Add(new ServicePort { Number = 9081, Protocol = Protocol.Tcp });
        service.PolicyOrigin = "DestinationRule default/reviews";
        service.Subsets.Clear();
        service.Subsets.Add(new Subset
        {
            Policies =
            {
                new PortPolicy { LoadBalancer = Contract.LoadBalancer.Random, ConnectTimeoutMs = 5 },
                new PortPolicy { Port = 9081, LoadBalancer = Contract.LoadBalancer.RoundRobin },
            },
        });
        var mesh = Bookinfo().Put(service);
        mesh.Build();

        var (http, tcp) = (ClusterOf(mesh.Snapshot, ""), mesh.Snapshot.Clusters.Single(cluster => cluster.Name == $"outbound|9081||{Reviews}"));
        Assert.IsType<RandomBalancer>(http.Balancer);
        Assert.Equal(TimeSpan.FromMilliseconds(5), http.ConnectTimeout);
        Assert.Equal("DestinationRule default/reviews", http.PolicyOrigin);
        Assert.IsType<RoundRobinBalancer>(tcp.Balancer);
        Assert.Equal(TimeSpan.FromSeconds(10), tcp.ConnectTimeout);
    }

    [Theory]
    [InlineData(NodeType.Sidecar, true)]
    [InlineData(NodeType.Gateway, false)]
    public void Passthrough_goes_to_the_original_destination_except_at_a_gateway(NodeType type, bool expected)
    {
        var service = Kubernetes("reviews", "10.96.0.1", 9080, Protocol.Http);
        service.Subsets[0].Policies.Add(new PortPolicy { LoadBalancer = Contract.LoadBalancer.Passthrough });
        var mesh = new TestMesh(type).Put(service).PutEndpoints(Reviews, Pod("10.0.0.1"));
        var cluster = ClusterOf(mesh.Build().Snapshot, "");
        Assert.Equal(expected, cluster.UsesOriginalDestination);
        var random = new FastRandom(1);
        Assert.Equal(expected, cluster.Balancer.Pick(0, ref random) is null);
        Assert.NotNull(cluster.Find(new IPEndPoint(IPAddress.Parse("10.0.0.1"), 9080)));
    }

    // A pod that does not serve a port is no endpoint of it; one that lists no ports serves all under their own numbers (5.16).
    [Fact]
    public void Endpoints_are_those_that_serve_the_port()
    {
        static Contract.Endpoint At(byte last, params EndpointPort[] ports) => new() { Ip = ByteString.CopyFrom(10, 0, 0, last), Ports = { ports } };
        var service = Kubernetes("reviews", "10.96.0.1", 9080, Protocol.Http);
        service.Ports.Add(new ServicePort { Number = 9081, Protocol = Protocol.Tcp });
        var mesh = Bookinfo().Put(service).PutEndpoints(
            Reviews, At(1), At(2, new EndpointPort { ServicePort = 9080, Port = 80 }), At(3, new EndpointPort { ServicePort = 9081, Port = 81 }));
        mesh.Build();
        Assert.Equal(["10.0.0.1:9080", "10.0.0.2:80"], AddressesOf($"outbound|9080||{Reviews}"));
        Assert.Equal(["10.0.0.1:9081", "10.0.0.3:81"], AddressesOf($"outbound|9081||{Reviews}"));

        IEnumerable<string> AddressesOf(string cluster) => mesh.Snapshot.Clusters.Single(one => one.Name == cluster).Endpoints.Select(endpoint => $"{endpoint.Address}");
    }

    [Fact]
    public void Names_become_endpoints_when_they_are_resolved()
    {
        var service = new Service
        {
            Hostname = "api.example.com",
            Ports = { new ServicePort { Number = 80, Protocol = Protocol.Http } },
            Resolution = Resolution.Dns,
        };
        var mesh = new TestMesh().Put(service);
        Assert.Equal(["api.example.com"], mesh.Build(1).DnsNames);
        Assert.Empty(Only(mesh).Endpoints);

        IPAddress[] answer = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")];
        var answers = new DnsAnswers(new Dictionary<string, IPAddress[]> { ["api.example.com"] = answer });
        mesh.Build(1, answers);
        var cluster = Only(mesh);
        Assert.Equal(["192.0.2.1:80", "192.0.2.2:80"], cluster.Endpoints.Select(endpoint => endpoint.AddressText));
        mesh.Build(1, new DnsAnswers(new Dictionary<string, IPAddress[]> { ["api.example.com"] = [.. answer] }));
        Assert.Same(cluster, Only(mesh));

        service.Resolution = Resolution.DnsRoundRobin;
        mesh.Put(service).PutEndpoints("api.example.com", new Contract.Endpoint { Dns = "b.example.com", Ports = { new EndpointPort { ServicePort = 80, Port = 8080 } } });
        Assert.Equal(["b.example.com"], mesh.Build(2, answers).DnsNames);
        mesh.Build(2, new DnsAnswers(new Dictionary<string, IPAddress[]> { ["b.example.com"] = answer }));
        Assert.Equal(["192.0.2.1:8080"], Only(mesh).Endpoints.Select(endpoint => endpoint.AddressText));
    }

    [Fact]
    public void Unix_sockets_are_endpoints()
    {
        var mesh = Bookinfo().PutEndpoints(Reviews, new Contract.Endpoint { UnixPath = "/run/app.sock" });
        Assert.Empty(mesh.Build().Rejections);
        Assert.Equal("/run/app.sock", Assert.Single(ClusterOf(mesh.Snapshot, "").Endpoints).AddressText);
    }

    [Fact]
    public void An_empty_configuration_is_a_configuration()
    {
        var build = new SnapshotBuilder(1, NodeType.Sidecar).Build(ResourceSet.Of(7, []), DnsAnswers.None);
        Assert.True(build.Snapshot.IsReady);
        Assert.Null(build.Snapshot.Outbound.Find(new IPEndPoint(IPAddress.Loopback, 80)));
        Assert.False(Snapshot.Empty.IsReady);
        Assert.Equal(TimeSpan.FromSeconds(10), Snapshot.Empty.Passthrough.Clusters.Choices[0].Cluster!.ConnectTimeout);
    }

    static IEnumerable<string> Addresses(TestMesh mesh, string subset) => ClusterOf(mesh.Snapshot, subset).Endpoints.Select(endpoint => endpoint.AddressText);

    static Cluster ClusterOf(Snapshot snapshot, string subset) => snapshot.Clusters.Single(cluster => cluster.Name == $"outbound|9080|{subset}|{Reviews}");

    static Cluster Only(TestMesh mesh) => mesh.Snapshot.Clusters.Single(cluster => cluster.ServiceHostname == "api.example.com");
}
