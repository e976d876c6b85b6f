using System.Net;
using Mesh.Proxy.Config;
using Mesh.Proxy.Hosting;
using Mesh.Proxy.Listeners;
using Mesh.Proxy.Routing;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Telemetry;
using Mesh.Testing.InMemory;
using Mesh.Transport;
using Xunit;

namespace Mesh.Proxy.Tests.Hosting;

[Collection("the process's log")]
public sealed class GatewayListenersTests
{
    readonly InMemoryNetwork network = new();
    readonly InMemoryLoop other;
    readonly Worker worker;
    readonly GatewayListeners gateways;

    public GatewayListenersTests()
    {
        other = network.CreateLoop();
        var loop = network.CreateLoop();
        worker = new Worker(0, 1, loop, new SnapshotHolder(), new WorkerTelemetry(0, null, network.Time), ServingOptions.Default);
        gateways = new GatewayListeners([new WorkerListeners(worker, new ListenOptions { ReusePort = false })]);
    }

    [Fact]
    public void A_port_that_is_taken_keeps_the_gateway_from_being_ready_and_is_said_until_it_is_free()
    {
        var taken = Take(8080);
        Apply(8080, 8081);
        Assert.False(gateways.HaveOpened);
        Assert.Contains("8080", Assert.Single(gateways.Failures));

        network.Advance(TimeSpan.FromMinutes(2));
        Assert.False(gateways.HaveOpened);

        taken.Stop();
        network.Advance(TimeSpan.FromSeconds(31));
        Assert.True(gateways.HaveOpened);
        Assert.Empty(gateways.Failures);
    }

    [Fact]
    public void Who_was_ready_stays_ready_when_a_new_port_is_taken()
    {
        Apply(8081);
        Assert.True(gateways.HaveOpened);
        Take(8080);
        Apply(8080, 8081);
        Assert.True(gateways.HaveOpened);
        Assert.Single(gateways.Failures);
    }

    [Fact]
    public void A_taken_port_that_configuration_gives_up_is_tried_no_more()
    {
        var taken = Take(8080);
        Apply(8080);
        Apply();
        Assert.Empty(gateways.Failures);
        Assert.True(gateways.HaveOpened);
        taken.Stop();
        network.Advance(TimeSpan.FromMinutes(2));
        Take(8080).Stop();
    }

    [Fact]
    public void A_proxy_that_drains_opens_nothing_any_more()
    {
        var taken = Take(8080);
        Apply(8080);
        worker.BeginDrain();
        taken.Stop();
        network.Advance(TimeSpan.FromMinutes(2));
        Take(8080).Stop();
    }

    TransportListener Take(int port) =>
        other.Listen(new IPEndPoint(IPAddress.Loopback, port), new ListenOptions { ReusePort = false }, new Nobody());

    void Apply(params int[] ports)
    {
        gateways.Apply([.. ports.Select(port => new GatewayListener { Port = port, Bind = "127.0.0.1", Protocol = Mesh.Contract.Protocol.Http, Origin = $"Gateway g port {port}" })]);
        network.RunUntilIdle();
    }

    sealed class Nobody : IConnectionAcceptor
    {
        public void OnAccept(TransportConnection connection, TransportListener listener) => connection.Abort();
    }
}
