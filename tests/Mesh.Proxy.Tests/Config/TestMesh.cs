using System.Net;
using Google.Protobuf;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Tests.Routing;
using Endpoint = Mesh.Contract.Endpoint;

namespace Mesh.Proxy.Tests.Config;

/// <summary>A small mesh, built from the messages the control plane sends, and questions to its snapshot.</summary>
sealed class TestMesh(NodeType type = NodeType.Sidecar, int workers = 2)
{
    readonly SnapshotBuilder builder = new(workers, type);
    readonly Dictionary<ResourceKey, Resource> resources = [];
    FastRandom random = new(1);

    public Workload Workload { get; } = new() { Identity = new WorkloadIdentity { Namespace = "default" } };

    public SnapshotBuild Last { get; private set; } = null!;

    public Snapshot Snapshot => Last.Snapshot;

    public IEnumerable<Resource> Resources => resources.Values;

    public TestMesh Put(Kind kind, string name, IMessage body) => Put(ResourceCodec.Pack(kind, name, body));

    public TestMesh Put(Resource resource)
    {
        resources[resource.Key()] = resource;
        return this;
    }

    public TestMesh Remove(Kind kind, string name)
    {
        resources.Remove(new ResourceKey(kind, name));
        return this;
    }

    public TestMesh Put(Service service) => Put(Kind.Service, service.Hostname, service);

    public TestMesh Put(Routes routes) => Put(Kind.Routes, routes.Name, routes);

    public TestMesh Put(GatewayServer server) => Put(Kind.GatewayServer, server.Name, server);

    public TestMesh PutEndpoints(string hostname, params Endpoint[] endpoints) =>
        Put(Kind.Endpoints, hostname, new Endpoints { Hostname = hostname, Endpoints_ = { endpoints } });

    public SnapshotBuild Build(ulong generation = 1, DnsAnswers? answers = null)
    {
        Put(Kind.Workload, ResourceCodec.WorkloadName, Workload);
        return Last = builder.Build(ResourceSet.Of(generation, resources.Values), answers ?? DnsAnswers.None);
    }

    /// <summary>A Kubernetes service of namespace default.</summary>
    public static Service Kubernetes(string name, string vip, uint port, Protocol protocol, params Subset[] subsets) => new()
    {
        Hostname = $"{name}.default.svc.cluster.local",
        Name = name,
        Namespace = "default",
        ClusterDomainSuffix = "svc.cluster.local",
        Addresses = { vip.Length == 0 ? [] : [CidrOf(vip)] },
        Ports = { new ServicePort { Number = port, Name = "p", Protocol = protocol } },
        Subsets = { new Subset(), subsets },
    };

    public static Subset Version(string version) => new() { Name = version, Labels = { ["version"] = version } };

    public static Cidr CidrOf(string address, uint? length = null)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        return new Cidr { Address = ByteString.CopyFrom(bytes), PrefixLength = length ?? (uint)bytes.Length * 8 };
    }

    public static Endpoint Pod(string ip, string version = "v1", uint weight = 0, string workload = "w") => new()
    {
        Ip = ByteString.CopyFrom(IPAddress.Parse(ip).GetAddressBytes()),
        Labels = { ["version"] = version },
        Weight = weight,
        Workload = new WorkloadIdentity { Workload = workload },
    };

    public static WeightedDestination To(string hostname, string subset = "", uint weight = 0, uint port = 0) =>
        new() { Hostname = hostname, Subset = subset, Weight = weight, Port = port };

    public static HttpRule Rule(string name, HttpMatch[] matches, params WeightedDestination[] destinations) => new()
    {
        Name = name,
        Origin = $"VirtualService default/{name}",
        Matches = { matches },
        Forward = new Forward { Destinations = { destinations } },
    };

    public Target? Find(string address, int port) => Snapshot.Outbound.Find(new IPEndPoint(IPAddress.Parse(address), port));

    public RouteMatch Match(string address, int port, TestRequest request) => Find(address, port)!.Http!.Match(request.View);

    /// <summary>The cluster a request ends in, or the miss.</summary>
    public string Ask(string address, int port, TestRequest request) => NameOf(Match(address, port, request));

    public string AskGateway(int port, TestRequest request) =>
        NameOf(Snapshot.GatewayListeners.Single(listener => listener.Port == port).Http!.Match(request.View));

    /// <summary>The cluster a connection ends in.</summary>
    public string? AskTcp(string address, int port)
    {
        var destination = new IPEndPoint(IPAddress.Parse(address), port);
        var route = Snapshot.Outbound.Find(destination)?.Tcp?.Match(destination);
        return route is null ? null : NameOf(new RouteMatch(route, RouteMiss.None));
    }

    /// <summary>As <see cref="AskTcp"/>, by the rules for TLS alone.</summary>
    public string? AskTls(string address, int port, string serverName)
    {
        var destination = new IPEndPoint(IPAddress.Parse(address), port);
        var route = Snapshot.Outbound.Find(destination)?.Tls?.Match(serverName, destination);
        return route is null ? null : NameOf(new RouteMatch(route, RouteMiss.None));
    }

    string NameOf(RouteMatch match)
    {
        if (match.Route is null)
            return match.Miss.ToString();
        var choice = match.Route.Clusters.Pick(ref random);
        return choice is null ? "nothing" : choice.Cluster?.Name ?? $"missing {choice.MissingName}";
    }
}
