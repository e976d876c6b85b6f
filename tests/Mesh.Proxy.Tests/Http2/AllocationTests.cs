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
using Mesh.Proxy.Tests.Http2.Harness;
using Mesh.Transport;
using Mesh.Transport.Epoll;
using Xunit;
using Cluster = Mesh.Proxy.Config.Cluster;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>The product's promise with HTTP/2 on either side: a request in steady state allocates nothing, on the real loop with real sockets.</summary>
public class AllocationTests
{
    const int Connections = 4;
    const int StreamsAtOnce = 8;
    const int Rounds = 100;
    const int MostWindows = 12;

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_request_in_steady_state_allocates_nothing(bool client2, bool upstream2)
    {
        using var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        upstream.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        upstream.Listen(256);
        new Thread(() => AcceptAll(upstream, upstream2)) { IsBackground = true }.Start();

        await using var loop = new EpollLoop(0);
        var config = new SnapshotHolder();
        config.Publish(SnapshotTo((IPEndPoint)upstream.LocalEndPoint!, upstream2));
        var worker = new Worker(0, 1, loop, config, new WorkerTelemetry(0), ServingOptions.Default);
        var listeners = new WorkerListeners(worker, ListenOptions.Default);
        var spec = new ListenerSpec("test", new IPEndPoint(IPAddress.Loopback, 0), ListenerSide.Application, owner => new ExplicitAcceptor(owner, 80));
        var address = (IPEndPoint)listeners.Add(spec).Listener.EndPoint;
        loop.Start();

        WireClient[] clients = [.. Enumerable.Range(0, Connections).Select(_ => new WireClient(address, client2))];
        // Pools grow with what was ever under way at once, which varies from run to run: steady is what comes after.
        var windows = new List<long>();
        while (windows.Count < MostWindows && !(windows.Count > 1 && windows[^1] == 0 && windows[^2] == 0))
        {
            var before = LoopAllocations.Of(loop);
            Exchange(clients, Rounds);
            windows.Add(LoopAllocations.Of(loop) - before);
        }

        Assert.True(windows is [.., 0, 0], string.Join(' ', windows));
        Array.ForEach(clients, client => client.Dispose());
    }

    /// <summary>All clients at once, so that as many exchanges are under way.</summary>
    static void Exchange(WireClient[] clients, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            Array.ForEach(clients, client => client.Ask(withBody: round % 2 == 1));
            Array.ForEach(clients, client => client.HearAnswers());
        }
    }

    static Snapshot SnapshotTo(IPEndPoint address, bool isHttp2)
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
            Version = isHttp2 ? UpstreamVersion.Http2 : UpstreamVersion.Http1,
        };
        var route = new Route { Name = "default", Origin = "Service a.default", Clusters = WeightedClusters.Single(cluster), Timeout = TimeSpan.FromSeconds(15) };
        var target = new Target { Protocol = Protocol.Http, Http = HttpRouteTable.Single(route) };
        return new Snapshot
        {
            Workload = new Workload { Identity = new WorkloadIdentity() },
            Outbound = new OutboundTable(new Dictionary<OutboundTable.Key, Target>(), new Dictionary<int, Target> { [80] = target }),
        };
    }

    static void AcceptAll(Socket listener, bool isHttp2)
    {
        try
        {
            while (true)
            {
                var connection = listener.Accept();
                connection.NoDelay = true;
                new Thread(() => Serve(connection, isHttp2)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    static void Serve(Socket connection, bool isHttp2)
    {
        try
        {
            if (isHttp2)
            {
                ServeHttp2(connection);
            }
            else
            {
                ServeHttp1(connection);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    static void ServeHttp1(Socket connection)
    {
        var response = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        var buffer = new byte[4096];
        while (connection.Receive(buffer) > 0)
        {
            connection.Send(response);
        }
    }

    static void ServeHttp2(Socket connection)
    {
        connection.Send([.. Frames.Settings(), .. Frames.SettingsAck]);
        var reader = new FrameReader(connection);
        reader.Skip(Frames.Preface.Length);
        while (reader.Read() is { } frame)
        {
            if (frame.EndsStream)
            {
                connection.Send([.. Frames.Headers(frame.StreamId, Frames.Fields((":status", "200"), ("x", "y"))), .. Frames.Data(frame.StreamId, [.. "hello"u8], end: true)]);
            }
        }
    }

    sealed class WireClient : IDisposable
    {
        readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10_000, NoDelay = true };
        readonly FrameReader reader;
        readonly bool isHttp2;
        int nextId = 1;

        public WireClient(IPEndPoint address, bool http2)
        {
            isHttp2 = http2;
            reader = new FrameReader(socket);
            socket.Connect(address);
            if (http2)
            {
                socket.Send([.. Frames.Preface, .. Frames.Settings(), .. Frames.SettingsAck]);
            }
        }

        public void Ask(bool withBody)
        {
            if (isHttp2)
            {
                socket.Send([.. Enumerable.Range(0, StreamsAtOnce).SelectMany(_ => Request(withBody))]);
            }
            else
            {
                socket.Send(Encoding.ASCII.GetBytes(withBody ? "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody" : "GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
            }
        }

        public void HearAnswers()
        {
            if (!isHttp2)
            {
                var heard = "";
                var buffer = new byte[4096];
                while (!heard.Contains("hello", StringComparison.Ordinal))
                {
                    var count = socket.Receive(buffer);
                    Assert.True(count > 0);
                    heard += Encoding.ASCII.GetString(buffer, 0, count);
                }

                return;
            }

            for (var ended = 0; ended < StreamsAtOnce;)
            {
                var frame = reader.Read();
                Assert.True(frame is { IsReset: false });
                ended += frame.EndsStream ? 1 : 0;
            }
        }

        public void Dispose() => socket.Dispose();

        byte[] Request(bool withBody)
        {
            var id = nextId;
            nextId += 2;
            return withBody
                ? [.. Frames.Headers(id, Frames.Request("POST", ("content-length", "4"))), .. Frames.Data(id, [.. "body"u8], end: true)]
                : Frames.Headers(id, Frames.Request(), end: true);
        }
    }

    sealed record Frame(byte Type, byte Flags, int StreamId)
    {
        public bool EndsStream => Type is 0 or 1 && (Flags & 1) != 0;

        public bool IsReset => Type == 3;
    }

    sealed class FrameReader(Socket socket)
    {
        readonly byte[] buffer = new byte[64 * 1024];

        public void Skip(int count) => Fill(count);

        public Frame? Read()
        {
            if (!Fill(9))
            {
                return null;
            }

            var length = (buffer[0] << 16) | (buffer[1] << 8) | buffer[2];
            var frame = new Frame(buffer[3], buffer[4], (buffer[5] << 24) | (buffer[6] << 16) | (buffer[7] << 8) | buffer[8]);
            return Fill(length) ? frame : null;
        }

        bool Fill(int count)
        {
            for (var at = 0; at < count;)
            {
                var received = socket.Receive(buffer, at, count - at, SocketFlags.None);
                if (received == 0)
                {
                    return false;
                }

                at += received;
            }

            return true;
        }
    }
}
