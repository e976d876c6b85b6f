using System.Buffers.Binary;
using System.Text;
using Mesh.Contract;
using Mesh.Protocols.Http2;
using Mesh.Proxy.Config;
using Mesh.Proxy.LoadBalancing;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry.Metrics;
using Mesh.Proxy.Tests.Harness;
using Mesh.Proxy.Tests.Http2.Harness;
using Xunit;
using Cluster = Mesh.Proxy.Config.Cluster;
using Endpoint = Mesh.Proxy.Config.Endpoint;

namespace Mesh.Proxy.Tests.Grpc;

/// <summary>A proxy between a client and a gRPC server in the test's hands. Disposing it checks that no buffer leaked.</summary>
sealed class GrpcScene : IDisposable
{
    readonly Queue<Http2Peer> servers = new();

    public GrpcScene(Protocol protocol = Protocol.Grpc, TimeSpan timeout = default, ServingOptions? options = null, int segmentSize = int.MaxValue)
    {
        Scene = new ProxyScene(options, segmentSize);
        Scene.Upstream.OnRawConnection = connection => servers.Enqueue(new Http2Peer(Scene.Network, connection, Http2Role.Server));
        Endpoint[] endpoints = [new Endpoint(Scene.Upstream.Address, 1, new WorkloadIdentity(), 1)];
        var cluster = new Cluster
        {
            Name = "outbound|80||reviews",
            ServiceHostname = "reviews",
            ServiceName = "reviews",
            ServiceNamespace = "default",
            Endpoints = endpoints,
            Balancer = new RoundRobinBalancer(endpoints, 1),
            Version = UpstreamVersion.Http2,
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        Scene.Publish(
            protocol,
            new Route { Name = "default", Origin = "Service reviews.default", Clusters = WeightedClusters.Single(cluster), Timeout = timeout });
    }

    public ProxyScene Scene { get; }

    public Http2Peer Client() => new(Scene.Network, Scene.ConnectRaw(), Http2Role.Client);

    /// <summary>The request that reached the server on the first connection it has, or on a new one.</summary>
    public Http2PeerStream Accepts()
    {
        Scene.Network.RunUntilIdle();
        return servers.Peek().Accepts();
    }

    public bool HasServer => servers.Count > 0;

    /// <summary>The one set of labels there is.</summary>
    public HttpSeries Series
    {
        get
        {
            Scene.Network.RunUntilIdle();
            Assert.Equal(1, Scene.Telemetry.Http.Count);
            return Scene.Telemetry.Http.List[0];
        }
    }

    public string Label(string name) => Series.Labels[Array.IndexOf(IstioLabelNames.Http, name)];

    /// <summary>A message in its frame.</summary>
    public static byte[] Message(string text)
    {
        var frame = new byte[5 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), text.Length);
        Encoding.Latin1.GetBytes(text, frame.AsSpan(5));
        return frame;
    }

    public static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    public void Dispose() => Scene.Dispose();
}
