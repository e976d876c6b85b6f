using System.Diagnostics;
using Mesh.ControlPlane.Registry;
using Mesh.ControlPlane.Resources;
using Mesh.ControlPlane.Resources.Kubernetes;
using Mesh.ControlPlane.Resources.MeshWide;
using Xunit;

namespace Mesh.ControlPlane.Tests.Registry;

public sealed class EndpointCollectorTests
{
    const int Many = 150_000;

    /// <summary>Many times what it takes; each port against each takes minutes.</summary>
    static readonly TimeSpan Enough = TimeSpan.FromSeconds(20);

    [Fact]
    public void What_is_said_first_of_a_port_holds_and_ports_are_in_order()
    {
        var collector = new EndpointCollector();
        collector.Add("10.0.0.1", 90, 9090, null, null, null);
        collector.Add("10.0.0.1", 80, 8080, null, null, null);
        collector.Add("10.0.0.1", 80, 9999, null, null, null);
        collector.Add("10.0.0.0", 80, 7070, null, null, null);
        Assert.Equal(
            ["80>7070", "80>8080 90>9090"],
            collector.Collected().Select(endpoint => string.Join(' ', endpoint.Ports.Select(port => $"{port.ServicePort}>{port.Port}"))));
    }

    [Fact]
    public void An_address_may_have_as_many_ports_as_a_file_has_room_for()
    {
        var watch = Stopwatch.StartNew();
        var collector = new EndpointCollector();
        for (var repeat = 0; repeat < 2; repeat++)
            for (var i = 0; i < Many; i++)
                collector.Add("10.0.0.1", i, i, null, null, null);
        Assert.Equal(Many, Assert.Single(collector.Collected()).Ports.Count);
        Assert.True(watch.Elapsed < Enough, $"{watch.Elapsed}");
    }

    [Fact]
    public void A_slice_is_matched_with_its_service_once_for_all_its_ports()
    {
        var watch = Stopwatch.StartNew();
        var service = Make.Service("s") with { Ports = [.. Enumerable.Range(1, Many).Select(i => new ServicePort { Name = $"p{i}", Port = i })] };
        var slice = Make.Slice("s", "10.0.0.1") with
        {
            Ports = [.. Enumerable.Range(1, Many).Select(i => new EndpointPort { Name = $"p{i}", Port = i + 1 })],
        };
        var resources = new List<Resource> { service, slice };
        var memory = new RegistryMemory(MeshConfig.Default, "Kubernetes");
        var services = ServiceRegistry.Of(resources, memory).Services;
        var endpoints = new ServiceEndpoints([.. services], resources, memory).Of(Assert.Single(services));
        var ports = Assert.Single(endpoints).Ports;
        Assert.Equal((Many, 2u), (ports.Count, ports[0].Port));
        Assert.True(watch.Elapsed < Enough, $"{watch.Elapsed}");
    }
}
