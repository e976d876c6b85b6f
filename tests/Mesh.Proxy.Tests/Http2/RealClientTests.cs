using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Mesh.Contract;
using Mesh.Proxy.Config;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry;
using Mesh.Transport;
using Mesh.Transport.Epoll;
using Xunit;
using Cluster = Mesh.Proxy.Config.Cluster;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Tests.Http2;

/// <summary>.NET's HTTP/2 and WebSocket clients through the real loop to an HTTP/1.1 server, where the kernel moves long bodies.</summary>
public sealed class RealClientTests : IAsyncDisposable
{
    readonly Socket upstream = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly EpollLoop loop = new(0);
    readonly IPEndPoint address;
    readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromSeconds(30),
    };

    public RealClientTests()
    {
        upstream.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        upstream.Listen();
        new Thread(AcceptAll) { IsBackground = true }.Start();
        var config = new SnapshotHolder();
        config.Publish(SnapshotTo((IPEndPoint)upstream.LocalEndPoint!));
        var worker = new Worker(0, 1, loop, config, new WorkerTelemetry(0), ServingOptions.Default);
        var spec = new ListenerSpec("test", new IPEndPoint(IPAddress.Loopback, 0), ListenerSide.Application, owner => new ExplicitAcceptor(owner, 80));
        address = (IPEndPoint)new WorkerListeners(worker, ListenOptions.Default).Add(spec).Listener.EndPoint;
        loop.Start();
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        upstream.Dispose();
        await loop.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(100_000)]
    [InlineData(20_000_000)]
    public async Task Bodies_come_back_as_they_were_sent(int size)
    {
        var body = new byte[size];
        new Random(size).NextBytes(body);
        using var response = await client.PostAsync(new Uri($"http://{address}/echo"), new ByteArrayContent(body), Cancel);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
        var answer = await response.Content.ReadAsByteArrayAsync(Cancel);
        Assert.True(body.AsSpan().SequenceEqual(answer));
    }

    [Fact]
    public async Task Many_at_once_share_a_connection()
    {
        var body = new byte[300_000];
        new Random(1).NextBytes(body);
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            using var response = await client.PostAsync(new Uri($"http://{address}/echo"), new ByteArrayContent(body), Cancel);
            return await response.Content.ReadAsByteArrayAsync(Cancel);
        }));
        Assert.All(answers, answer => Assert.True(body.AsSpan().SequenceEqual(answer)));
    }

    [Fact]
    public async Task A_web_socket_opens_and_echoes()
    {
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        await socket.ConnectAsync(new Uri($"ws://{address}/chat"), invoker, Cancel);
        var message = Encoding.ASCII.GetBytes(new string('m', 100));
        await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, Cancel);
        var buffer = new byte[1000];
        var received = await socket.ReceiveAsync(buffer, Cancel);
        Assert.Equal((WebSocketMessageType.Text, 100, true), (received.MessageType, received.Count, received.EndOfMessage));
        Assert.Equal(message, buffer[..100]);
    }

    static Snapshot SnapshotTo(IPEndPoint endpoint)
    {
        Endpoint[] endpoints = [new Endpoint(endpoint, 1, new WorkloadIdentity(), 1)];
        var cluster = new Cluster
        {
            Name = "outbound|80||a",
            ServiceHostname = "a",
            ServiceName = "a",
            ServiceNamespace = "default",
            Endpoints = endpoints,
            Balancer = new LeastRequestBalancer(endpoints),
        };
        var route = new Route { Name = "default", Origin = "Service a.default", Clusters = WeightedClusters.Single(cluster) };
        var target = new Target { Protocol = Protocol.Http, Http = HttpRouteTable.Single(route) };
        return new Snapshot
        {
            Workload = new Workload { Identity = new WorkloadIdentity() },
            Outbound = new OutboundTable(new Dictionary<OutboundTable.Key, Target>(), new Dictionary<int, Target> { [80] = target }),
        };
    }

    void AcceptAll()
    {
        try
        {
            while (true)
            {
                var connection = upstream.Accept();
                new Thread(() => Serve(connection)) { IsBackground = true }.Start();
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    static void Serve(Socket socket)
    {
        try
        {
            using var stream = new NetworkStream(socket, ownsSocket: true);
            while (ReadHead(stream) is { } head)
            {
                if (head.Contains("upgrade: websocket", StringComparison.OrdinalIgnoreCase))
                {
                    EchoFrames(stream, head);
                    return;
                }

                var length = head.Split("\r\n").Where(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase))
                    .Select(line => int.Parse(line[15..], CultureInfo.InvariantCulture)).FirstOrDefault();
                var body = new byte[length];
                stream.ReadExactly(body);
                stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"));
                stream.Write(body);
            }
        }
        catch (IOException)
        {
            // The test is over.
        }
    }

    static string? ReadHead(NetworkStream stream)
    {
        var head = new StringBuilder();
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            var value = stream.ReadByte();
            if (value < 0)
            {
                return null;
            }

            head.Append((char)value);
        }

        return head.ToString();
    }

    /// <summary>As strict as RFC 6455 section 4.2.1 about the key. Frames come masked and go back without.</summary>
    static void EchoFrames(NetworkStream stream, string head)
    {
        var hasKey = head.Split("\r\n").Any(line => line.StartsWith("sec-websocket-key: ", StringComparison.OrdinalIgnoreCase)
            && Convert.FromBase64String(line[19..]).Length == 16);
        stream.Write(Encoding.ASCII.GetBytes(hasKey
            ? "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
            : "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
        var start = new byte[6];
        while (true)
        {
            stream.ReadExactly(start);
            var content = new byte[start[1] & 0x7F];
            stream.ReadExactly(content);
            for (var i = 0; i < content.Length; i++)
            {
                content[i] ^= start[2 + (i % 4)];
            }

            stream.Write([start[0], (byte)content.Length, .. content]);
        }
    }
}
