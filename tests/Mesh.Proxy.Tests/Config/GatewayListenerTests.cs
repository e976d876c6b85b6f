using Mesh.Contract;
using Mesh.Proxy.Tests.Routing;
using Xunit;
using static Mesh.Proxy.Tests.Config.TestMesh;

namespace Mesh.Proxy.Tests.Config;

/// <summary>A gateway's listeners (5.1-5.3, 5.5).</summary>
public class GatewayListenerTests
{
    const string Reviews = "reviews.default.svc.cluster.local";

    static TestMesh Gateway() => new TestMesh(NodeType.Gateway).Put(Kubernetes("reviews", "10.96.0.1", 9080, Protocol.Http)).PutEndpoints(Reviews, Pod("10.0.0.1"));

    static GatewayServer Server(string name, uint port, Protocol protocol, params string[] domains) =>
        new() { Name = name, Origin = $"Gateway {name}", Port = port, ServicePort = 80, Protocol = protocol, Domains = { domains } };

    static Routes Bound(string name, string server, string domain, params HttpRule[] rules) =>
        new() { Name = name, GatewayServers = { server }, Domains = { domain }, Http = { rules } };

    [Fact]
    public void Only_hosts_of_the_server_with_a_rule_are_served()
    {
        var mesh = Gateway().Put(Server("g", 8080, Protocol.Http, "*.example.com", "exact.org"))
            .Put(Bound("a", "g", "books.example.com", Rule("a", [new HttpMatch { Uri = new StringMatch { Prefix = "/a" } }], To(Reviews))))
            .Put(Bound("b", "g", "*", Rule("b", [], To(Reviews, port: 9080))))
            .Put(Bound("c", "other", "books.example.com", Rule("c", [], To("nowhere"))));
        Assert.Empty(mesh.Build().Rejections);
        const string cluster = $"outbound|9080||{Reviews}";
        Assert.Equal(cluster, mesh.AskGateway(8080, new TestRequest("/a", "books.example.com:80")));
        Assert.Equal("NotFound", mesh.AskGateway(8080, new TestRequest("/b", "books.example.com")));
        Assert.Equal(cluster, mesh.AskGateway(8080, new TestRequest("/", "x.example.com")));
        Assert.Equal(cluster, mesh.AskGateway(8080, new TestRequest("/", "exact.org")));
        Assert.Equal("NotFound", mesh.AskGateway(8080, new TestRequest("/", "other.org")));
        Assert.Equal("NotFound", mesh.AskGateway(8080, new TestRequest("/", "example.com")));
        Assert.Null(mesh.Find("10.96.0.1", 9080));
    }

    [Fact]
    public void Servers_of_one_port_are_one_listener_and_rules_of_one_host_merge_in_order()
    {
        var mesh = Gateway().Put(Server("g1", 8080, Protocol.Http, "*")).Put(Server("g2", 8080, Protocol.Http2, "b.com"))
            .Put(Bound("1", "g1", "a.com", Rule("first", [new HttpMatch { Uri = new StringMatch { Prefix = "/x" } }], To(Reviews))))
            .Put(Bound("2", "g1", "a.com", Rule("second", [], To(Reviews))))
            .Put(Bound("3", "g2", "b.com", Rule("third", [], To(Reviews))));
        mesh.Build();
        var table = Assert.Single(mesh.Snapshot.GatewayListeners).Http!;
        Assert.Equal("first", table.Match(new TestRequest("/x", "a.com").View).Route!.Name);
        Assert.Equal("second", table.Match(new TestRequest("/y", "a.com").View).Route!.Name);
        Assert.Equal("third", table.Match(new TestRequest("/y", "b.com").View).Route!.Name);
    }

    [Fact]
    public void Http_and_tcp_cannot_share_a_port_and_the_second_is_refused()
    {
        var mesh = Gateway().Put(Server("a", 8080, Protocol.Http, "*")).Put(Server("b", 8080, Protocol.Tcp, "*")).Put(Server("c", 9000, Protocol.Tcp, "*"))
            .Put(new Routes { Name = "t", GatewayServers = { "c" }, Domains = { "*" }, Tcp = { new TcpRule { Origin = "t", Matches = { new TcpMatch { Port = 80 } }, Forward = new Forward { Destinations = { To(Reviews) } } } } });
        var rejection = Assert.Single(mesh.Build().Rejections);
        Assert.Equal((Kind.GatewayServer, "b"), (rejection.Kind, rejection.Name));
        Assert.Contains("Gateway a", rejection.Reason);
        Assert.Equal([(8080, Protocol.Http), (9000, Protocol.Tcp)], mesh.Snapshot.GatewayListeners.Select(listener => (listener.Port, listener.Protocol)));
        Assert.Equal("t", mesh.Snapshot.GatewayListeners[1].Tcp!.Match(new System.Net.IPEndPoint(1, 9000))!.Origin);
    }

    static Routes Passing(string server, string domain, params string[] names) => new()
    {
        Name = server, GatewayServers = { server }, Domains = { domain },
        Tls = { new TcpRule { Origin = server, Matches = { new TcpMatch { SniHosts = { names } } }, Forward = new Forward { Destinations = { To(Reviews) } } } },
    };

    [Fact]
    public void Tls_is_passed_by_names_within_the_server_s_hosts() // 2.18, 5.3
    {
        var server = Server("g", 8443, Protocol.Https, "*.example.com", "one.org");
        server.TlsPassthrough = true;
        var mesh = Gateway().Put(server).Put(Passing("g", "*", "*.com", "a.example.com", "one.org", "two.org"));
        Assert.Empty(mesh.Build().Rejections);
        var listener = Assert.Single(mesh.Snapshot.GatewayListeners);
        Assert.Equal(Protocol.Tls, listener.Protocol);
        var names = listener.Tls!.Entries.SelectMany(entry => entry.ServerNames);
        Assert.Equal(["*.example.com", "a.example.com", "one.org"], names);
    }

    [Fact]
    public void Tls_that_is_to_be_terminated_is_refused_and_kinds_do_not_share_a_port()
    {
        var passing = Server("b", 8443, Protocol.Tls, "*");
        passing.TlsPassthrough = true;
        var mesh = Gateway().Put(Server("a", 8443, Protocol.Https, "*")).Put(passing).Put(Server("c", 8443, Protocol.Http, "*"));
        Assert.Equal(["a", "c"], mesh.Build().Rejections.Select(rejection => rejection.Name).Order());
        Assert.Equal("Gateway b", Assert.Single(mesh.Snapshot.GatewayListeners).Origin);
    }

    [Fact]
    public void A_redirecting_server_redirects_all_its_hosts_and_no_others()
    {
        var redirecting = Server("g", 8080, Protocol.Http, "*.example.com");
        redirecting.HttpsRedirect = true;
        var mesh = Gateway().Put(redirecting).Put(Bound("r", "g", "a.example.com", Rule("r", [], To(Reviews))));
        mesh.Build();
        Assert.Equal("HttpsRedirect", mesh.AskGateway(8080, new TestRequest(host: "a.example.com")));
        Assert.Equal("HttpsRedirect", mesh.AskGateway(8080, new TestRequest(host: "b.example.com")));
        Assert.Equal("NotFound", mesh.AskGateway(8080, new TestRequest(host: "b.org")));
    }
}
