using Mesh.Proxy.Config;
using Mesh.Contract;
using Mesh.Proxy.Tests.Routing;
using Xunit;
using static Mesh.Proxy.Tests.Config.TestMesh;

namespace Mesh.Proxy.Tests.Config;

/// <summary>Captured connections find their service (1.23, 2.28, 2.29, 3.4, 3.32, 3.33, 5.13, 5.27).</summary>
public class OutboundTableTests
{
    static Service External(string hostname, Protocol protocol, uint port = 80, Resolution resolution = Resolution.Static) => new()
    {
        Hostname = hostname,
        Name = hostname,
        Namespace = "default",
        Ports = { new ServicePort { Number = port, Protocol = protocol } },
        Resolution = resolution,
        MeshExternal = true,
    };

    [Fact]
    public void Http_services_share_their_port_and_are_told_apart_by_host()
    {
        var mesh = new TestMesh().Put(Kubernetes("a", "10.96.0.1", 80, Protocol.Http)).Put(Kubernetes("b", "10.96.0.2", 80, Protocol.Http));
        mesh.Build();
        Assert.Equal(Protocol.Http, mesh.Find("10.96.0.1", 80)!.Protocol);
        Assert.Equal("outbound|80||b.default.svc.cluster.local", mesh.Ask("10.96.0.1", 80, new TestRequest(host: "b")));
        Assert.Equal("outbound|80||a.default.svc.cluster.local", mesh.Ask("192.0.2.9", 80, new TestRequest(host: "10.96.0.1")));
        Assert.Null(mesh.Find("10.96.0.1", 81));
    }

    [Theory]
    [InlineData(OutboundTrafficPolicy.AllowAny, "Passthrough")]
    [InlineData(OutboundTrafficPolicy.RegistryOnly, "Blocked")]
    public void An_unknown_host_follows_the_outbound_policy(OutboundTrafficPolicy policy, string expected)
    {
        var mesh = new TestMesh().Put(Kubernetes("a", "10.96.0.1", 80, Protocol.Http));
        mesh.Workload.OutboundPolicy = policy;
        mesh.Build();
        Assert.Equal(expected, mesh.Ask("192.0.2.1", 80, new TestRequest(host: "unknown.example.com")));
        Assert.Equal(policy == OutboundTrafficPolicy.AllowAny, mesh.Snapshot.AllowAny);
        Assert.Equal("PassthroughCluster", mesh.Snapshot.Passthrough.Clusters.Choices[0].Cluster!.Name);
        Assert.Equal("BlackHoleCluster", mesh.Snapshot.BlackHole.Clusters.Choices[0].Cluster!.Name);
    }

    [Fact]
    public void The_bare_name_is_for_the_same_namespace_only()
    {
        var mesh = new TestMesh().Put(Kubernetes("a", "10.96.0.1", 80, Protocol.Http));
        mesh.Workload.Identity.Namespace = "other";
        mesh.Build();
        Assert.Equal("Passthrough", mesh.Ask("10.96.0.1", 80, new TestRequest(host: "a")));
        Assert.Equal("outbound|80||a.default.svc.cluster.local", mesh.Ask("10.96.0.1", 80, new TestRequest(host: "a.default")));
    }

    [Fact]
    public void A_service_by_its_own_name_wins_over_another_ones_short_name()
    {
        var mesh = new TestMesh().Put(Kubernetes("a", "10.96.0.1", 80, Protocol.Http)).Put(External("a.default", Protocol.Http));
        mesh.Build();
        Assert.Equal("outbound|80||a.default", mesh.Ask("192.0.2.1", 80, new TestRequest(host: "a.default")));
        Assert.Equal("outbound|80||a.default.svc.cluster.local", mesh.Ask("192.0.2.1", 80, new TestRequest(host: "a")));
    }

    [Fact]
    public void Http_and_a_tcp_address_coexist_on_one_port()
    {
        var mesh = new TestMesh().Put(Kubernetes("web", "10.96.0.1", 80, Protocol.Http)).Put(Kubernetes("db", "10.96.0.2", 80, Protocol.Tcp));
        mesh.Build();
        Assert.Equal(Protocol.Tcp, mesh.Find("10.96.0.2", 80)!.Protocol);
        Assert.Equal("outbound|80||db.default.svc.cluster.local", mesh.AskTcp("10.96.0.2", 80));
        Assert.Equal(Protocol.Http, mesh.Find("10.96.0.3", 80)!.Protocol);
    }

    [Fact]
    public void An_undeclared_protocol_is_detected_at_its_address_and_means_the_service_whatever_the_host()
    {
        var mesh = new TestMesh().Put(Kubernetes("any", "10.96.0.5", 8000, Protocol.Auto));
        mesh.Build();
        Assert.Equal(Protocol.Auto, mesh.Find("10.96.0.5", 8000)!.Protocol);
        Assert.Equal("outbound|8000||any.default.svc.cluster.local", mesh.Ask("10.96.0.5", 8000, new TestRequest(host: "whatever")));
        Assert.Equal("outbound|8000||any.default.svc.cluster.local", mesh.AskTcp("10.96.0.5", 8000));
        Assert.Null(mesh.Find("10.96.0.6", 8000));
    }

    [Fact]
    public void The_longest_prefix_wins_and_the_port_has_to_match()
    {
        var wide = External("wide", Protocol.Tcp, 5432);
        wide.Addresses.Add(CidrOf("10.0.0.0", 8));
        var narrow = External("narrow", Protocol.Tcp, 5432);
        narrow.Addresses.Add(CidrOf("10.1.2.0", 24));
        var v6 = External("v6", Protocol.Tcp, 5432);
        v6.Addresses.Add(CidrOf("fd00::", 16));
        var all = External("all", Protocol.Tcp, 9999);
        all.Addresses.Add(CidrOf("0.0.0.0", 0));
        var mesh = new TestMesh().Put(wide).Put(narrow).Put(v6).Put(all);
        mesh.Build();
        Assert.Equal("outbound|5432||wide", mesh.AskTcp("10.1.3.1", 5432));
        Assert.Equal("outbound|5432||narrow", mesh.AskTcp("10.1.2.255", 5432));
        Assert.Equal("outbound|5432||narrow", mesh.AskTcp("::ffff:10.1.2.3", 5432));
        Assert.Equal("outbound|5432||v6", mesh.AskTcp("fd00:1::1", 5432));
        Assert.Equal("outbound|9999||all", mesh.AskTcp("203.0.113.1", 9999));
        Assert.Null(mesh.AskTcp("fe00::1", 5432));
        Assert.Null(mesh.AskTcp("10.1.2.3", 5433));
        Assert.Null(mesh.AskTcp("11.0.0.1", 5432));
    }

    [Fact]
    public void Tcp_without_an_address_has_its_port_and_leaves_http_on_it_alone()
    {
        var mesh = new TestMesh().Put(External("db.example.com", Protocol.Tcp, 80, Resolution.OriginalDestination)).Put(Kubernetes("web", "10.96.0.1", 80, Protocol.Http));
        mesh.Build();
        var target = mesh.Find("192.0.2.1", 80)!;
        Assert.Equal(Protocol.Auto, target.Protocol);
        Assert.Equal("outbound|80||db.example.com", mesh.AskTcp("192.0.2.1", 80));
        Assert.Equal("outbound|80||web.default.svc.cluster.local", mesh.Ask("192.0.2.1", 80, new TestRequest(host: "web")));
    }

    [Fact]
    public void Of_two_services_that_claim_one_port_the_one_with_the_lower_precedence_has_it()
    {
        static Service Db(string hostname, ulong precedence)
        {
            var service = External(hostname, Protocol.Tcp, 5432, Resolution.OriginalDestination);
            service.Precedence = precedence;
            return service;
        }

        var mesh = new TestMesh().Put(Db("a.example.com", 2_000)).Put(Db("b.example.com", 1_000)).Put(Db("c.example.com", 1_000));
        mesh.Build();
        Assert.Equal("outbound|5432||b.example.com", mesh.AskTcp("192.0.2.1", 5432));
        // A younger one never takes over; when the owner goes, the next has it.
        mesh.Put(Db("aa.example.com", 3_000)).Build();
        Assert.Equal("outbound|5432||b.example.com", mesh.AskTcp("192.0.2.1", 5432));
        mesh.Remove(Kind.Service, "b.example.com").Build();
        Assert.Equal("outbound|5432||c.example.com", mesh.AskTcp("192.0.2.1", 5432));
    }

    // Until SNI is routed on, the first TLS service must not swallow the port of all others.
    [Fact]
    public void Tls_without_an_address_does_not_take_its_port()
    {
        var mesh = new TestMesh().Put(External("api.example.com", Protocol.Tls, 443)).Put(External("www.example.com", Protocol.Https, 443));
        mesh.Build();
        Assert.Null(mesh.Find("192.0.2.1", 443));
    }

    [Theory]
    [InlineData(Protocol.Grpc, nameof(UpstreamVersion.Http2))]
    [InlineData(Protocol.Http2, nameof(UpstreamVersion.Http2))]
    [InlineData(Protocol.GrpcWeb, nameof(UpstreamVersion.Http2))]
    [InlineData(Protocol.Http, nameof(UpstreamVersion.Http1))]
    [InlineData(Protocol.Auto, nameof(UpstreamVersion.AsClient))]
    public void A_declared_protocol_says_what_endpoints_are_spoken_to_in(Protocol protocol, string version) // 2.10
    {
        var mesh = new TestMesh().Put(Kubernetes("echo", "10.96.0.8", 50051, protocol));
        mesh.Build();
        var cluster = mesh.Snapshot.Clusters.Single(cluster => cluster.Name == "outbound|50051||echo.default.svc.cluster.local");
        Assert.Equal(version, cluster.Version.ToString());
        Assert.Equal(cluster.Name, mesh.Ask("10.96.0.8", 50051, new TestRequest(host: "echo.default:50051")));
    }

    [Fact]
    public void Headless_services_are_reached_by_pod_address_and_by_pod_name()
    {
        var web = Kubernetes("web", "", 80, Protocol.Http);
        web.Headless = true;
        var db = Kubernetes("db", "", 5432, Protocol.Tcp);
        db.Headless = true;
        var pod = Pod("10.0.0.7");
        pod.Ports.Add(new EndpointPort { ServicePort = 5432, Port = 15432 });
        var mesh = new TestMesh().Put(web).PutEndpoints("web.default.svc.cluster.local", Pod("10.0.0.6")).Put(db).PutEndpoints("db.default.svc.cluster.local", pod);
        mesh.Build();
        const string webCluster = "outbound|80||web.default.svc.cluster.local";
        Assert.Equal(webCluster, mesh.Ask("10.0.0.6", 80, new TestRequest(host: "web-0.web.default.svc.cluster.local")));
        Assert.Equal(webCluster, mesh.Ask("10.0.0.6", 80, new TestRequest(host: "web-0.web")));
        Assert.Equal(webCluster, mesh.Ask("10.0.0.6", 80, new TestRequest(host: "10.0.0.6:80")));
        Assert.True(mesh.Snapshot.Clusters.Single(cluster => cluster.Name == webCluster).UsesOriginalDestination);
        Assert.Equal("outbound|5432||db.default.svc.cluster.local", mesh.AskTcp("10.0.0.7", 5432));
        Assert.Equal("outbound|5432||db.default.svc.cluster.local", mesh.AskTcp("10.0.0.7", 15432));
        Assert.Null(mesh.AskTcp("10.0.0.8", 5432));
    }

    [Theory]
    [InlineData(Protocol.Tcp)]
    [InlineData(Protocol.Auto)]
    public void A_kubernetes_service_without_address_has_its_pods_and_not_the_port_of_the_world(Protocol protocol)
    {
        var mesh = new TestMesh().Put(Kubernetes("db", "", 443, protocol)).PutEndpoints("db.default.svc.cluster.local", Pod("10.0.0.7"));
        mesh.Build();
        Assert.Equal("outbound|443||db.default.svc.cluster.local", mesh.AskTcp("10.0.0.7", 443));
        Assert.Null(mesh.Find("192.0.2.1", 443));
    }

    [Fact]
    public void Tcp_rules_match_subnets_and_ports_in_order_and_else_the_service_is_meant()
    {
        const string db = "db.default.svc.cluster.local";
        var service = Kubernetes("db", "10.96.0.2", 5432, Protocol.Tcp, Version("v2"), Version("v3"));
        service.Addresses.Add(CidrOf("10.97.0.0", 16));
        var mesh = new TestMesh().Put(service).Put(new Routes
        {
            Name = "default/db",
            Domains = { db },
            Tcp =
            {
                new TcpRule { Origin = "x", Matches = { new TcpMatch { Port = 1 } }, Forward = new Forward { Destinations = { To("wrong") } } },
                new TcpRule
                {
                    Origin = "VirtualService default/db tcp[1]",
                    Matches = { new TcpMatch { DestinationSubnets = { CidrOf("10.97.1.0", 24) } }, new TcpMatch { DestinationSubnets = { CidrOf("10.97.2.0", 24) }, Port = 5432 } },
                    Forward = new Forward { Destinations = { To(db, "v2") } },
                },
            },
        });
        mesh.Build();
        Assert.Equal($"outbound|5432|v2|{db}", mesh.AskTcp("10.97.1.9", 5432));
        Assert.Equal($"outbound|5432|v2|{db}", mesh.AskTcp("10.97.2.9", 5432));
        Assert.Equal($"outbound|5432||{db}", mesh.AskTcp("10.97.3.9", 5432));
        Assert.Equal($"outbound|5432||{db}", mesh.AskTcp("10.96.0.2", 5432));
    }

    [Fact]
    public void The_most_specific_virtual_service_has_a_service()
    {
        Routes Routes(string name, string domain) => new()
        {
            Name = name,
            Domains = { domain },
            Http = { Rule(name, [], To("a.default.svc.cluster.local")) },
        };
        var mesh = new TestMesh().Put(Kubernetes("a", "10.96.0.1", 80, Protocol.Http)).Put(Kubernetes("b", "10.96.0.2", 80, Protocol.Http))
            .Put(Kubernetes("c", "10.96.0.3", 8080, Protocol.Http))
            .Put(Routes("star", "*")).Put(Routes("wild", "*.default.svc.cluster.local")).Put(Routes("exact", "b.default.svc.cluster.local"));
        mesh.Build();
        Assert.Equal("wild", mesh.Match("10.96.0.1", 80, new TestRequest(host: "a")).Route!.Name);
        Assert.Equal("exact", mesh.Match("10.96.0.1", 80, new TestRequest(host: "b")).Route!.Name);
        Assert.Equal("wild", mesh.Match("10.96.0.1", 8080, new TestRequest(host: "c")).Route!.Name);
        mesh.Remove(Kind.Routes, "wild").Build(2);
        Assert.Equal("star", mesh.Match("10.96.0.1", 80, new TestRequest(host: "a")).Route!.Name);
    }

    [Fact]
    public void Hosts_that_are_no_service_are_served_where_a_wildcard_service_is_or_on_port_80()
    {
        var mesh = new TestMesh().Put(Kubernetes("a", "10.96.0.1", 80, Protocol.Http)).Put(External("*.wikipedia.org", Protocol.Http, 8080, Resolution.OriginalDestination))
            .Put(new Routes { Name = "r", Domains = { "en.wikipedia.org", "no.such.host" }, Http = { Rule("r", [], To("a.default.svc.cluster.local")) } });
        mesh.Build();
        Assert.Equal("r", mesh.Match("192.0.2.1", 8080, new TestRequest(host: "en.wikipedia.org")).Route!.Name);
        Assert.Equal("default", mesh.Match("192.0.2.1", 8080, new TestRequest(host: "de.wikipedia.org")).Route!.Name);
        Assert.Equal("r", mesh.Match("192.0.2.1", 80, new TestRequest(host: "no.such.host")).Route!.Name);
        Assert.Equal("Passthrough", mesh.Ask("192.0.2.1", 80, new TestRequest(host: "en.wikipedia.org")));
    }

    [Fact]
    public void A_match_on_the_port_is_decided_by_the_listener()
    {
        var service = Kubernetes("a", "10.96.0.1", 80, Protocol.Http);
        service.Ports.Add(new ServicePort { Number = 8080, Protocol = Protocol.Http });
        var mesh = new TestMesh().Put(service).Put(new Routes
        {
            Name = "r",
            Domains = { "a.default.svc.cluster.local" },
            Http = { Rule("r", [new HttpMatch { Port = 8080, Name = "alt" }, new HttpMatch { Port = 8080, Uri = new StringMatch { Prefix = "/" } }], To("a.default.svc.cluster.local")) },
        });
        mesh.Build();
        var match = mesh.Match("10.96.0.1", 8080, new TestRequest(host: "a"));
        Assert.Equal(("r.alt", 0), (match.Route!.Name, match.MatchIndex));
        Assert.Equal("outbound|8080||a.default.svc.cluster.local", mesh.Ask("10.96.0.1", 8080, new TestRequest(host: "a")));
        // No rule is for port 80: the service is as if it had no VirtualService.
        Assert.Equal("default", mesh.Match("10.96.0.1", 80, new TestRequest(host: "a")).Route!.Name);
    }

    [Fact]
    public void A_destination_without_port_is_the_only_port_else_the_listeners()
    {
        var many = Kubernetes("many", "10.96.0.2", 80, Protocol.Http);
        many.Ports.Add(new ServicePort { Number = 81, Protocol = Protocol.Http });
        var mesh = new TestMesh().Put(Kubernetes("one", "10.96.0.1", 9080, Protocol.Http)).Put(many).Put(new Routes
        {
            Name = "r",
            Domains = { "many.default.svc.cluster.local" },
            Http = { Rule("one", [new HttpMatch { Uri = new StringMatch { Exact = "/one" } }], To("one.default.svc.cluster.local")), Rule("many", [], To("many.default.svc.cluster.local")) },
        });
        mesh.Build();
        Assert.Equal("outbound|9080||one.default.svc.cluster.local", mesh.Ask("10.96.0.2", 81, new TestRequest("/one", "many")));
        Assert.Equal("outbound|81||many.default.svc.cluster.local", mesh.Ask("10.96.0.2", 81, new TestRequest("/", "many")));
    }

    [Fact]
    public void Udp_is_not_proxied()
    {
        var dns = Kubernetes("dns", "10.96.0.10", 53, Protocol.Tcp);
        dns.Ports.Insert(0, new ServicePort { Number = 53, Protocol = Protocol.Udp });
        var mesh = new TestMesh().Put(dns);
        Assert.Empty(mesh.Build().Rejections);
        Assert.Equal("outbound|53||dns.default.svc.cluster.local", mesh.AskTcp("10.96.0.10", 53));
    }

    [Fact]
    public void Inbound_ports_are_the_applications_and_undeclared_ones_pass()
    {
        var mesh = new TestMesh();
        mesh.Workload.Inbound.Add(new InboundPort { Port = 9080, Protocol = Protocol.Http, Hostname = "reviews.default.svc.cluster.local", ServiceName = "reviews", ServiceNamespace = "default", ServicePort = 80 });
        mesh.Workload.Inbound.Add(new InboundPort { Port = 9080, Protocol = Protocol.Tcp, Hostname = "later" });
        mesh.Workload.Inbound.Add(new InboundPort { Port = 3306, Protocol = Protocol.Mysql });
        mesh.Workload.ConnectTimeoutMs = 1234;
        mesh.Build();
        var http = mesh.Snapshot.Inbound.Find(9080)!;
        var route = http.Http!.Match(new TestRequest(host: "anything").View).Route!;
        var cluster = route.Clusters.Choices[0].Cluster!;
        Assert.Equal((Protocol.Http, "inbound|9080||", "reviews", true), (http.Protocol, cluster.Name, cluster.ServiceName, cluster.UsesOriginalDestination));
        Assert.Equal(TimeSpan.FromMilliseconds(1234), cluster.ConnectTimeout);
        Assert.Equal(Protocol.Tcp, mesh.Snapshot.Inbound.Find(3306)!.Protocol);
        var undeclared = mesh.Snapshot.Inbound.Find(1)!;
        Assert.Equal(Protocol.Auto, undeclared.Protocol);
        Assert.Equal("InboundPassthroughCluster", undeclared.Tcp!.Entries[0].Route.Clusters.Choices[0].Cluster!.Name);
    }
}
