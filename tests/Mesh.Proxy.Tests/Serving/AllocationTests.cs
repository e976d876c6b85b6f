using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry;
using Mesh.Proxy.Tests.Harness;
using Mesh.Transport;
using Mesh.Transport.Epoll;
using Xunit;
using Cluster = Mesh.Proxy.Config.Cluster;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Tests.Serving;

/// <summary>The product's promise: a request in steady state allocates nothing, on the real loop with real sockets.</summary>
public class AllocationTests
{
    const int Connections = 8;

    [Fact]
    public async Task A_request_in_steady_state_allocates_nothing()
    {
        using var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        upstream.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        upstream.Listen();
        new Thread(() => ServeAll(upstream)) { IsBackground = true }.Start();

        await using var loop = new EpollLoop(0);
        var config = new SnapshotHolder();
        config.Publish(SnapshotTo((IPEndPoint)upstream.LocalEndPoint!));
        var worker = new Worker(0, 1, loop, config, new WorkerTelemetry(0), ServingOptions.Default);
        var listeners = new WorkerListeners(worker, ListenOptions.Default);
        var spec = new ListenerSpec("test", new IPEndPoint(IPAddress.Loopback, 0), ListenerSide.Application, owner => new ExplicitAcceptor(owner, 80));
        var address = (IPEndPoint)listeners.Add(spec).Listener.EndPoint;
        loop.Start();

        var clients = Enumerable.Range(0, Connections).Select(_ => Connect(address)).ToArray();
        Exchange(clients, rounds: 300);
        var before = LoopAllocations.Of(loop);
        Exchange(clients, rounds: 300);
        var after = LoopAllocations.Of(loop);
        Assert.Equal(0, after - before);
        Array.ForEach(clients, client => client.Dispose());
    }

    static Snapshot SnapshotTo(IPEndPoint address)
    {
        Endpoint[] endpoints = [new Endpoint(address, 1, new WorkloadIdentity(), 1)];
        var cluster = new Cluster
        {
            Name = "outbound|80||a",
            ServiceHostname = "a",
            ServiceName = "a",
            ServiceNamespace = "default",
            Endpoints = endpoints,
            Balancer = new LeastRequestBalancer(endpoints),
        };
        var route = new Route { Name = "default", Origin = "Service a.default", Clusters = WeightedClusters.Single(cluster), Timeout = TimeSpan.FromSeconds(15) };
        var target = new Target { Protocol = Protocol.Http, Http = HttpRouteTable.Single(route) };
        return new Snapshot
        {
            Workload = new Workload { Identity = new WorkloadIdentity() },
            Outbound = new OutboundTable(new Dictionary<OutboundTable.Key, Target>(), new Dictionary<int, Target> { [80] = target }),
        };
    }

    static Socket Connect(IPEndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000, NoDelay = true };
        socket.Connect(address);
        return socket;
    }

    /// <summary>All clients at once, so that as many exchanges are under way; GET and POST in turn.</summary>
    static void Exchange(Socket[] clients, int rounds)
    {
        byte[][] requests =
        [
            Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n"),
            Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"),
        ];
        var buffer = new byte[4096];
        for (var round = 0; round < rounds; round++)
        {
            Array.ForEach(clients, client => client.Send(requests[round % 2]));
            Array.ForEach(clients, client => Assert.True(client.Receive(buffer) > 0));
        }
    }

    static void ServeAll(Socket listener)
    {
        try
        {
            while (true)
            {
                var connection = listener.Accept();
                new Thread(() => Serve(connection)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    static void Serve(Socket connection)
    {
        connection.ReceiveTimeout = 10_000;
        var response = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        var buffer = new byte[4096];
        try
        {
            while (connection.Receive(buffer) > 0)
            {
                connection.Send(response);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}
