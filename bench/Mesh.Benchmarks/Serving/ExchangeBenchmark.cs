using System.Net;
using BenchmarkDotNet.Attributes;
using Mesh.Benchmarks.Config;
using Mesh.Benchmarks.Http1;
using Mesh.Contract;
using Mesh.Proxy;
using Mesh.Proxy.Config;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry;
using Mesh.Testing.InMemory;
using Mesh.Transport;
using Mesh.Transport.Buffers;

namespace Mesh.Benchmarks.Serving;

/// <summary>
/// A whole keep-alive exchange through a worker: captured, parsed, routed, balanced, forwarded, answered, counted. In memory and without a kernel, so its time
/// is the proxy's user time plus that of the harness.
/// </summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class ExchangeBenchmark
{
    static readonly byte[] Body = "hello from the backend.\n"u8.ToArray();

    readonly byte[] request = Heads.OnTheWire(Heads.EightFields);
    readonly byte[] response = [.. Heads.OnTheWire(Heads.Response), .. Body];
    readonly SnapshotHolder config = new();
    readonly BenchAcceptor upstream = new();
    InMemoryNetwork network = null!;
    BenchPeer client = null!;
    BenchPeer server = null!;

    /// <summary>Services that the proxy knows.</summary>
    [Params(1, 1000)]
    public int KnownServices { get; set; }

    [GlobalSetup]
    public void Connect()
    {
        network = new InMemoryNetwork();
        // One pod for the service that is called, so that one upstream connection is all there is.
        var resources = Services.Set(1, KnownServices).ByKey.Values.Append(Services.Endpoints(0, firstPod: 1, pods: 1));
        config.Publish(new SnapshotBuilder(1, NodeType.Sidecar).Build(ResourceSet.Of(1, resources), DnsAnswers.None).Snapshot);
        var peers = network.CreateLoop(new SlabBufferPool());
        var loop = network.CreateLoop(new SlabBufferPool());
        var worker = new Worker(0, 1, loop, config, new WorkerTelemetry(0, null, network.Time), ServingOptions.Default);
        var capture = new IPEndPoint(IPAddress.Any, ReservedPorts.Outbound);
        new WorkerListeners(worker, ListenOptions.Default).Add(
            new ListenerSpec("virtualOutbound", capture, ListenerSide.Application, one => new OutboundAcceptor(one)));
        var service = Services.ClusterAddress(0);
        network.Redirect(service, new IPEndPoint(IPAddress.Loopback, ReservedPorts.Outbound));
        peers.Listen(Services.PodAddress(0, 1), ListenOptions.Default, upstream);
        client = new BenchPeer(network.Run(peers.ConnectAsync(service, ConnectOptions.Default).AsTask()).Connection!);
        Check();
    }

    [Benchmark]
    public int Keep_alive_exchange()
    {
        client.Send(request);
        network.RunUntilIdle();
        server.Receive();
        server.Send(response);
        network.RunUntilIdle();
        return client.Receive();
    }

    /// <summary>The first exchange, which makes the upstream connection.</summary>
    void Check()
    {
        client.Send(request);
        network.RunUntilIdle();
        server = upstream.Last ?? throw new InvalidOperationException("wrong answer: the proxy connected to nobody");
        Answer.MustBe(true, server.ReceiveText().StartsWith("GET /reviews/1?page=2 HTTP/1.1\r\n", StringComparison.Ordinal));
        server.Send(response);
        network.RunUntilIdle();
        var answer = client.ReceiveText();
        Answer.MustBe(true, answer.StartsWith("HTTP/1.1 200 OK\r\n", StringComparison.Ordinal) && answer.EndsWith("\r\n\r\nhello from the backend.\n", StringComparison.Ordinal));
    }
}
