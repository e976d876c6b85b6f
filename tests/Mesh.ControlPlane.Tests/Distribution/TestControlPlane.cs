using System.Net;
using Mesh.ControlPlane.Compiling;
using Mesh.ControlPlane.Distribution;
using Mesh.ControlPlane.Logging;
using Mesh.ControlPlane.Resources;
using Microsoft.Extensions.Logging;

namespace Mesh.ControlPlane.Tests.Distribution;

/// <summary>A control plane on real sockets with ephemeral ports, fed by the test.</summary>
sealed class TestControlPlane : IAsyncDisposable
{
    readonly ControlPlaneServer server;
    readonly MeshPublisher publisher;
    readonly SharedLog log = new();
    readonly LineLoggerProvider logging;
    long generation;

    TestControlPlane(DistributionOptions options, TimeProvider time, string proxies)
    {
        logging = new LineLoggerProvider(log.Writer, LogLevel.Debug, time);
        var logger = logging.CreateLogger("distribution");
        Distributor = new Distributor(options, time, logger);
        publisher = new MeshPublisher(Distributor, Memory, time, logger);
        server = new ControlPlaneServer(
            ListenAddress.Parse(proxies, out _)!, ListenAddress.Parse("127.0.0.1:0", out _)!, Distributor, logging);
    }

    public Distributor Distributor { get; }

    public CompilerMemory Memory { get; } = new();

    public EndPoint ProxyEndPoint => server.ProxyEndPoint;

    public EndPoint MonitoringEndPoint => server.MonitoringEndPoint;

    public string LogText => log.Text;

    public static async Task<TestControlPlane> StartAsync(
        DistributionOptions? options = null, TimeProvider? time = null, string proxies = "127.0.0.1:0", params Resource[] resources)
    {
        var plane = new TestControlPlane(options ?? new DistributionOptions(), time ?? TimeProvider.System, proxies);
        if (resources.Length > 0)
            plane.Publish(resources);
        await plane.server.StartAsync(CancellationToken.None);
        return plane;
    }

    public void Publish(params Resource[] resources) => publisher.Publish(Read(resources));

    /// <summary>What was read next, to be published later.</summary>
    public ResourceSet Read(params Resource[] resources) => new(++generation, resources, []);

    /// <summary>As when the endpoints of a set are seen before the rest of it has come to rest.</summary>
    public void PublishEndpoints(params Resource[] resources) => publisher.PublishEndpoints(Read(resources));

    /// <summary>As the publisher's timer does.</summary>
    public void Retry() => publisher.Retry();

    public void Publish(ResourceSet set) => publisher.Publish(set);

    /// <summary>A proxy that has introduced itself.</summary>
    public async Task<TestProxy> ProxyAsync(string id, Contract.ResourceSet? holding = null)
    {
        var proxy = await TestProxy.ConnectAsync(ProxyEndPoint);
        if (holding is not null)
            proxy.Running = holding;
        await proxy.HelloAsync(TestProxy.NodeOf(id));
        return proxy;
    }

    /// <summary>Waits for what another thread is about to do.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var i = 0; i < 100_000; i++)
        {
            if (condition())
                return;
            if (i > 1_000)
                await Task.Delay(1);
            else
                await Task.Yield();
        }

        throw new TimeoutException(what);
    }

    /// <summary>Waits until so many connections are being served, whether introduced or not.</summary>
    public Task ConnectedAsync(int count) => UntilAsync(() => Distributor.Connections == count, $"{count} connections");

    public Task StopAsync() => server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        await server.DisposeAsync();
        Distributor.Dispose();
        logging.Dispose();
    }
}
